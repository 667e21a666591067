using System.Diagnostics;
using Xunit;

namespace BackendInfra.Server.Tests;

/// <summary>Runs scripts of the folder <c>Node</c>, which find npm packages at the repository's root.</summary>
internal static class NodeScript
{
    /// <returns>What the script printed.</returns>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Repository.PathOf("tests", "BackendInfra.Server.Tests", "Node", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{script} failed:\n{output}\n{await errors}");
        return output;
    }
}
