using System.Diagnostics;
using Xunit;

namespace BackendInfra.Server.Tests.Cli;

/// <summary>The program as a process of its own.</summary>
public sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    public static async Task<ProgramRun> StartAsync(string folder, string connectionString, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "BackendInfra.Server.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BACKENDINFRA__Postgres__ConnectionString"] = connectionString;
        using var process = Process.Start(start)!;
        var cancellationToken = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new ProgramRun(process.ExitCode, await output, await errors);
    }
}
