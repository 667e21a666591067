using Xunit;

namespace BackendInfra.Server.Tests.CloudCode;

/// <summary>The Node process that runs Cloud Code, by its own tests.</summary>
public sealed class WorkerProcessTests
{
    private static readonly string Tests = Repository.PathOf("src", "cloud-code", "test");

    [Fact]
    public async Task Its_own_tests_pass()
    {
        var report = await NodeScript.TestAsync(Directory.GetFiles(Tests, "*.test.mjs"));
        Assert.Contains("fail 0", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_built_and_published_is_all_that_it_needs()
    {
        // Outside of the repository, whose npm packages would stand in for missing ones.
        var folder = Directory.CreateTempSubdirectory("cloud-code-").FullName;
        try
        {
            Copy(Path.Combine(AppContext.BaseDirectory, "cloud-code"), folder);
            var report = await NodeScript.TestAsync([Path.Combine(Tests, "start.test.mjs")], KeyValuePair.Create("CLOUD_CODE_FOLDER", folder));
            Assert.Contains("fail 0", report, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
