using BackendInfra.Server.Dispatch;

namespace BackendInfra.Server.CloudCode;

/// <summary>A call in a worker.</summary>
/// <param name="Deadline">A time stamp; null for a job, which takes as long as it takes.</param>
internal sealed class PendingCall(CodeCall call, long? deadline)
{
    private readonly TaskCompletionSource<CloudOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CodeCall Call { get; } = call;

    /// <summary>When its time is over; null: never.</summary>
    public long? Deadline { get; set; } = deadline;

    /// <summary>Whether its handler runs, or has run.</summary>
    public bool HasStarted { get; set; }

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsOver => _ended.Task.IsCompleted;

    public Task<CloudOutcome> Ended => _ended.Task;

    /// <summary>Completes when what a job said of its progress was taken.</summary>
    public Task Reported { get; private set; } = Task.CompletedTask;

    public bool End(CloudOutcome outcome) => _ended.TrySetResult(outcome);

    /// <summary>Passes on a job's progress, one message after the other. That it is not taken does not end the job.</summary>
    public void Report(string message)
    {
        if (Call.Report is { } report)
            Reported = AfterAsync(Reported);

        async Task AfterAsync(Task earlier)
        {
            await earlier;
            await report(message).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
