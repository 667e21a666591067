using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace BackendInfra.Postgres.Embedded;

/// <summary>A running server with its guard.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private const int KeptLines = 20;

    private readonly Process _process;
    private readonly ILogger _logger;
    private readonly ConcurrentQueue<string> _lastLines = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _watching;
    private bool _stopping;

    private ServerProcess(ProcessStartInfo command, ILogger logger)
    {
        _logger = logger;
        _process = ServiceUser.Start(command);
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _watching = WatchAsync();
    }

    /// <summary>Starts the server, and returns when it accepts connections.</summary>
    internal static async Task<ServerProcess> StartAsync(
        ProcessStartInfo command, ILogger logger, CancellationToken cancellationToken)
    {
        var server = new ServerProcess(command, logger);
        try
        {
            // No time limit of ours: after a crash PostgreSQL may have much to recover.
            await server._ready.Task.WaitAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _process.StandardInput.Close();
        try
        {
            await _watching.WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            _logger.LogError("PostgreSQL did not stop in {Patience}; killing it, it recovers at the next start", s_patience);
            _process.Kill(entireProcessTree: true);
            await _watching;
        }
        _process.Dispose();
    }

    private void OnLine(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is not { Length: > 0 } line)
            return;
        _logger.LogDebug("{Line}", line);
        _lastLines.Enqueue(line);
        if (_lastLines.Count > KeptLines)
            _lastLines.TryDequeue(out _);
        // The second is pg_ctl's.
        if (line.EndsWith("ready to accept connections", StringComparison.Ordinal) || line == "server started")
            _ready.TrySetResult();
    }

    private async Task WatchAsync()
    {
        await _process.WaitForExitAsync();
        var lines = string.Join('\n', _lastLines);
        if (!_ready.TrySetException(new EmbeddedPostgresException($"PostgreSQL did not start:\n{lines}")) && !_stopping)
            _logger.LogError("PostgreSQL stopped unexpectedly (exit code {Code}):\n{Lines}", _process.ExitCode, lines);
    }
}
