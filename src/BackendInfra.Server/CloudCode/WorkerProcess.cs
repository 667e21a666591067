using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BackendInfra.Core.Logs;
using BackendInfra.Server.CloudCode.Containment;

namespace BackendInfra.Server.CloudCode;

/// <summary>The process of one worker.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int KeptLines = 10;

    private readonly Process _process;
    private readonly WorkerGuard _guard;
    private readonly string _folder;
    private readonly bool _leadsGroup;
    private readonly Queue<string> _lastErrors = new();
    private readonly Task _output;

    private WorkerProcess(Process process, WorkerGuard guard, string folder, bool leadsGroup, WorkerLog log)
    {
        (_process, _guard, _folder, _leadsGroup) = (process, guard, folder, leadsGroup);
        Id = process.Id;
        if (leadsGroup)
            guard.Add(Id);
        _output = Task.WhenAll(
            OutputLines.ReadAsync(process.StandardOutput.BaseStream, line => log.Write(AppLogLevel.Info, WorkerLog.Own, line)),
            OutputLines.ReadAsync(process.StandardError.BaseStream, line =>
            {
                log.Write(AppLogLevel.Warn, WorkerLog.Own, line);
                Keep(line);
            }));
        Exited = ExitAsync();
    }

    public int Id { get; }

    /// <summary>Completes when the process has ended.</summary>
    public Task Exited { get; }

    /// <summary>The last lines that it printed as errors.</summary>
    public string LastErrors
    {
        get
        {
            lock (_lastErrors)
                return string.Join('\n', _lastErrors);
        }
    }

    /// <summary>How it ended, in words; only after it did.</summary>
    public string ExitReason { get; private set; } = "its process does not end";

    /// <summary>Bytes of memory that are in use; 0 where the operating system does not tell.</summary>
    public long ResidentBytes
    {
        get
        {
            try
            {
                var pages = File.ReadAllText($"/proc/{Id}/statm").Split(' ')[1];
                return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return 0;
            }
        }
    }

    /// <summary>Starts it, and tells it by its standard input where to connect. The input stays open: when it ends, so does the worker.</summary>
    /// <exception cref="Core.Errors.ParseException">141: it does not start.</exception>
    public static async Task<WorkerProcess> StartAsync(ProcessStartInfo command, WorkerGuard guard, string folder, bool leadsGroup, WorkerLog log, string socket, string secret)
    {
        Process process;
        try
        {
            process = Process.Start(command)!;
        }
        catch (Win32Exception exception)
        {
            throw CloudFailures.Cannot("Node.js does not start.", exception);
        }

        var worker = new WorkerProcess(process, guard, folder, leadsGroup, log);
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { socket, secret }));
            await process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended already; its exit says why.
        }

        return worker;
    }

    public void Kill()
    {
        if (_leadsGroup)
            Posix.KillGroup(Id);
        try
        {
            _process.Kill(entireProcessTree: !_leadsGroup);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Ends it, if it has not ended, and whatever it has started.</summary>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
        if (_leadsGroup)
            _guard.End(Id, _folder);
        await _output.WaitAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private async Task ExitAsync()
    {
        await _process.WaitForExitAsync();
        ExitReason = $"its process ended with exit code {_process.ExitCode.ToString(CultureInfo.InvariantCulture)}";
    }

    private void Keep(string line)
    {
        lock (_lastErrors)
        {
            _lastErrors.Enqueue(line);
            if (_lastErrors.Count > KeptLines)
                _lastErrors.Dequeue();
        }
    }
}
