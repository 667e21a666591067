using Xunit;

namespace BackendInfra.Server.Tests.Testing;

public sealed class GuideTests
{
    [Theory]
    [InlineData("PlainProcessExample.cs")]
    [InlineData("ContainerExample.cs")]
    public void The_guide_shows_the_examples_as_they_run(string file)
    {
        var example = File.ReadAllText(Repository.PathOf("tests", "BackendInfra.Server.Tests", "Testing", file));
        Assert.Contains($"```csharp\n{example}```", File.ReadAllText(Repository.PathOf("docs", "guides", "testing.md")), StringComparison.Ordinal);
    }
}
