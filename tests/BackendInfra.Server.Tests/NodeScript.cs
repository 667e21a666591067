using System.Diagnostics;
using Xunit;

namespace BackendInfra.Server.Tests;

/// <summary>Runs scripts of the folder <c>Node</c>, which find npm packages at the repository's root.</summary>
internal static class NodeScript
{
    /// <returns>What the script printed.</returns>
    public static Task<string> RunAsync(string script, params string[] arguments) =>
        RunNodeAsync([Repository.PathOf("tests", "BackendInfra.Server.Tests", "Node", script), .. arguments], []);

    /// <summary>Runs test files of Node's own test runner.</summary>
    /// <returns>What it reports.</returns>
    public static Task<string> TestAsync(IEnumerable<string> files, params IEnumerable<KeyValuePair<string, string>> environment) =>
        RunNodeAsync(["--test", "--test-timeout=600000", "--test-concurrency=2", "--test-reporter=spec", .. files], environment);

    private static async Task<string> RunNodeAsync(IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"node {string.Join(' ', arguments)} failed:\n{output}\n{await errors}");
        return output;
    }
}
