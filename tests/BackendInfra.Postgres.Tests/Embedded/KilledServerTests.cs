using System.Diagnostics;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Postgres.Tests.Embedded;

/// <summary>A .NET process that started a server is killed, as by <c>kill -9</c>: nothing of the server stays.</summary>
public sealed class KilledServerTests
{
    private const string FolderVariable = "BACKENDINFRA_TEST_VICTIM_FOLDER";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Nothing_is_left_behind_and_the_data_open_again()
    {
        using var folder = new TemporaryFolder();
        using var victim = StartVictim(folder.Path);
        await UntilAsync(() => File.Exists(ReadyFile(folder.Path)) || victim.HasExited);
        Assert.False(victim.HasExited, "the process to be killed ended by itself");
        var pid = Servers.ProcessId(folder.Path);

        victim.Kill();

        await UntilAsync(() => !IsRunning(pid));
        // PostgreSQL went through its clean shutdown, and its guard ended too.
        Assert.False(File.Exists(Servers.ProcessFile(folder.Path)));
        await UntilAsync(() => !GuardsOf(Servers.Home(folder.Path)).Any());
        await using var again = await Servers.StartAsync(folder.Path);
        Assert.Equal("42", await Servers.AskAsync(again.ConnectionString, "select answer from kept"));
    }

    /// <summary>The process to be killed: this method, run alone by the test above.</summary>
    [Fact(Explicit = true)]
    public async Task Victim()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, $"runs only as a child, with {FolderVariable}");
        await using var server = await Servers.StartAsync(folder);
        await Servers.AskAsync(server.ConnectionString, "create table kept as select 42 as answer");
        await File.WriteAllTextAsync(ReadyFile(folder), "", TestContext.Current.CancellationToken);
        await Task.Delay(s_patience, TestContext.Current.CancellationToken);
    }

    private static string ReadyFile(string folder) => Path.Combine(folder, "ready");

    private static Process StartVictim(string folder)
    {
        var command = new ProcessStartInfo(
            "dotnet", [typeof(KilledServerTests).Assembly.Location, "-explicit", "only", "-method", $"{typeof(KilledServerTests)}.{nameof(Victim)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        command.Environment[FolderVariable] = folder;
        var process = Process.Start(command)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < s_patience, "waited too long");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsRunning(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Processes whose command line names the folder: the guard's shells, and PostgreSQL's own.</summary>
    private static IEnumerable<string> GuardsOf(string folder)
    {
        if (!OperatingSystem.IsLinux())
            yield break;
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            var file = Path.Combine(process, "cmdline");
            string text;
            try
            {
                text = File.Exists(file) ? File.ReadAllText(file) : "";
            }
            catch (IOException)
            {
                // It ended while we looked.
                continue;
            }
            if (text.Contains(folder, StringComparison.Ordinal))
                yield return text;
        }
    }
}
