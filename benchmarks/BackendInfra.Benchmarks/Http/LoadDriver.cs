using System.Diagnostics;
using System.Globalization;

namespace BackendInfra.Benchmarks.Http;

/// <summary>Drives load with wrk, one thread, over keep-alive connections.</summary>
internal static class LoadDriver
{
    public static async Task<bool> IsInstalledAsync()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("wrk", ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <exception cref="InvalidOperationException">A request failed: such a run would compare nothing.</exception>
    public static async Task<LoadResult> RunAsync(
        string url, string kind, string applicationId, string document, int connections, TimeSpan duration, int serverProcess, int postmaster)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Http", "scenario.lua");
        var (server, postgres) = (ProcessCpu.Of(serverProcess), ProcessCpu.OfTree(postmaster));
        using var process = Process.Start(new ProcessStartInfo(
            "wrk",
            ["-t1", $"-c{connections}", "--timeout", "20s", $"-d{duration.TotalSeconds.ToString(CultureInfo.InvariantCulture)}s", "-s", script, url, "--", kind, applicationId, document, "7"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        (server, postgres) = (ProcessCpu.Of(serverProcess) - server, ProcessCpu.OfTree(postmaster) - postgres);

        var line = output.Split('\n').FirstOrDefault(text => text.StartsWith("RESULT ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk printed no result:\n{output}");
        double[] figures = [.. line.Split(' ').Skip(1).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        var (seconds, requests, p50, p99, errors) = (figures[0], figures[1], figures[2], figures[3], figures[4]);
        if (errors > 0)
            throw new InvalidOperationException($"{kind} {document}: {errors} of {requests} requests failed.");
        return new LoadResult(requests / seconds, p50, p99, server / requests * 1000, postgres / requests * 1000);
    }
}
