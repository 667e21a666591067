using System.Diagnostics;
using System.Text.RegularExpressions;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode;

/// <summary>What docs/guides/cloud-code.md tells its readers to write and to type, written and typed.</summary>
public sealed partial class CloudCodeGuideTests(ScriptServer scripts) : IClassFixture<ScriptServer>
{
    [Fact]
    public async Task The_guides_script_does_what_it_says()
    {
        var guide = (await File.ReadAllTextAsync(Repository.PathOf("docs", "guides", "cloud-code.md"), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        var app = await scripts.DeployAsync("cloud-guide", string.Join("\n", Blocks(guide, "js")), new AppOptions { GraphQLPublicIntrospection = true });
        foreach (var block in Blocks(guide, "sh"))
            await TypeAsync(block, app);
    }

    private async Task TypeAsync(string block, App app)
    {
        var typed = block.Replace("http://localhost:1337", scripts.Server.Address.ToString().TrimEnd('/'), StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash", ["-ec", typed]) { RedirectStandardOutput = true };
        start.Environment["APP"] = app.Id;
        start.Environment["MASTER"] = app.Keys.Master;
        using var bash = Process.Start(start)!;
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(bash.ExitCode == 0, $"{typed}\n{output}");
        foreach (var expected in typed.Split('\n').Where(line => line.StartsWith("# → ", StringComparison.Ordinal)))
            Assert.Contains(expected[4..], output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Blocks(string guide, string language) =>
        Block().Matches(guide).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["text"].Value);

    [GeneratedRegex(@"```(?<language>\w+)\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
