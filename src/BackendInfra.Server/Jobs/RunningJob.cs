using BackendInfra.Core.Jobs;

namespace BackendInfra.Server.Jobs;

/// <summary>A run in this process.</summary>
internal sealed class RunningJob : IDisposable
{
    private readonly CancellationTokenSource _ending;
    private readonly ITimer _timeout;
    private readonly CancellationTokenRegistration _stopping;
    private int _reason;

    /// <param name="stopping">Cancelled when the server stops.</param>
    public RunningJob(JobRun run, TimeProvider time, CancellationToken stopping)
    {
        Run = run;
        _ending = new CancellationTokenSource();
        Token = _ending.Token;
        _timeout = time.CreateTimer(_ => End(JobEnding.Timeout), null, TimeSpan.FromSeconds(run.Policy.Timeout), Timeout.InfiniteTimeSpan);
        _stopping = stopping.Register(() => End(JobEnding.Stopping));
    }

    public JobRun Run { get; }

    /// <summary>Cancelled when the run is to end.</summary>
    public CancellationToken Token { get; }

    /// <summary>Why it is to end; the first reason counts.</summary>
    public JobEnding Ending => (JobEnding)Volatile.Read(ref _reason);

    public void End(JobEnding reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)JobEnding.None) != (int)JobEnding.None)
            return;
        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    public void Dispose()
    {
        _timeout.Dispose();
        _stopping.Dispose();
        _ending.Dispose();
    }
}
