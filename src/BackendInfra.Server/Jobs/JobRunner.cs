using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Logs;
using BackendInfra.Server.Logs;

namespace BackendInfra.Server.Jobs;

/// <summary>Runs a job that comes out of the queue, and writes down how it ended.</summary>
internal sealed class JobRunner(IAppStore apps, IJobDispatcher dispatcher, IJobStore store, JobQueue queue, RunningJobs running, JobSettings settings, JobLog log, TimeProvider time, ILogger<JobRunner> serverLog)
{
    public const string CancelledMessage = "Cancelled.";

    private const string Interrupted = "The server that ran it has ended.";

    /// <summary>How long code may take to end when it is told to.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <param name="stopping">Cancelled when the server stops.</param>
    public async Task RunAsync(string appId, string runId, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested || await apps.FindAsync(appId, stopping) is not { } app || await store.ClaimAsync(app, runId, settings.Server, stopping) is not { } run)
            return;
        if (run.Attempt > run.Policy.Retries + 1)
        {
            await EndAsync(app, run, JobOutcome.Failed, Interrupted, settings.Server);
            return;
        }

        using var job = new RunningJob(run, time, stopping);
        running.Add(job);
        try
        {
            var words = await RunAsync(app, job);
            await store.FinishAsync(app, run.Id, settings.Server, JobOutcome.Succeeded, Message(app, words), time.GetUtcNow(), CancellationToken.None);
        }
        catch (Exception exception)
        {
            await FailAsync(app, job, exception);
        }
        finally
        {
            running.Remove(job);
        }
    }

    /// <summary>What becomes of a run whose server has ended: another attempt if its policy has one left, else it has failed.</summary>
    /// <param name="run">It waits.</param>
    public async Task RecoverAsync(App app, JobRun run, CancellationToken cancellationToken)
    {
        if (run.Attempt > run.Policy.Retries)
        {
            await EndAsync(app, run, JobOutcome.Failed, Interrupted, server: null);
            return;
        }

        log.Write(app, run, AppLogLevel.Warn, $"{Interrupted} It begins again.");
        await queue.AddAsync(run, TimeSpan.Zero, cancellationToken);
    }

    private async Task<string?> RunAsync(App app, RunningJob job)
    {
        var run = job.Run;
        var work = dispatcher.RunAsync(
            new JobCall(app, run.Job, run.Id, run.Origin, run.Parameters),
            message => store.ReportAsync(app, run.Id, settings.Server, LogMask.Message(app, message), time.GetUtcNow(), CancellationToken.None),
            job.Token);
        try
        {
            return await work.WaitAsync(job.Token);
        }
        catch (OperationCanceledException) when (job.Token.IsCancellationRequested)
        {
            // Whoever hears that the run has ended may begin the next, so this one has a moment to really end.
            await ((Task)work).WaitAsync(Grace, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!work.IsCompleted)
                serverLog.LogWarning("The job {Job} of app {App} goes on although it was told to end", run.Job, app.Name);
            throw;
        }
    }

    private async Task FailAsync(App app, RunningJob job, Exception exception)
    {
        var run = job.Run;
        switch (job.Ending)
        {
            case JobEnding.Lost:
                serverLog.LogWarning("This server was away for too long; the run {Run} of {Job} is another's", run.Id, run.Job);
                return;
            case JobEnding.Cancelled:
                await EndAsync(app, run, JobOutcome.Cancelled, CancelledMessage, settings.Server);
                return;
        }

        var message = job.Ending switch
        {
            JobEnding.Timeout => $"The job took longer than {run.Policy.Timeout} seconds.",
            JobEnding.Stopping => Interrupted,
            _ => Message(app, exception),
        };
        if (run.Attempt > run.Policy.Retries)
        {
            await EndAsync(app, run, JobOutcome.Failed, message, settings.Server);
            return;
        }

        var delay = job.Ending == JobEnding.Stopping ? TimeSpan.Zero : TimeSpan.FromSeconds(run.Policy.RetryDelay);
        if (!await store.ReleaseAsync(app, run.Id, settings.Server, message, delay, time.GetUtcNow(), CancellationToken.None))
        {
            await EndAsync(app, run, JobOutcome.Cancelled, CancelledMessage, settings.Server);
            return;
        }

        log.Write(app, run, AppLogLevel.Warn, $"Attempt {run.Attempt} failed: {message} The next begins in {delay.TotalSeconds:0} seconds.");
        await queue.AddAsync(run, delay, CancellationToken.None);
    }

    private async Task EndAsync(App app, JobRun run, JobOutcome outcome, string message, string? server)
    {
        if (await store.FinishAsync(app, run.Id, server, outcome, message, time.GetUtcNow(), CancellationToken.None))
            log.Write(app, run, outcome == JobOutcome.Failed ? AppLogLevel.Error : AppLogLevel.Info, message);
    }

    private string Message(App app, Exception exception)
    {
        if (exception is ParseException refusal)
            return LogMask.Message(app, refusal.Message);
        serverLog.LogError(exception, "A job of app {App} failed in the server itself", app.Name);
        return "Internal server error.";
    }

    private static string? Message(App app, string? words) => words is null ? null : LogMask.Message(app, words);
}
