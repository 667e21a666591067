using BackendInfra.Core.Apps;
using BackendInfra.Core.Jobs;

namespace BackendInfra.Server.Jobs;

/// <summary>Says that this server still holds its runs, hears which of them are to end, and sees to those whose server has gone.</summary>
internal sealed class JobKeeper(IJobStore store, IAppStore apps, JobRunner runner, JobQueue queue, RunningJobs running, JobSettings settings, TimeProvider time, ILogger<JobKeeper> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Workers == 0)
            return;
        using var timer = new PeriodicTimer(settings.Beat, time);
        var lastBeat = time.GetTimestamp();
        do
        {
            try
            {
                await BeatAsync(stoppingToken);
                lastBeat = time.GetTimestamp();
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.LogWarning("Runs of jobs could not be looked after ({Message}); trying again.", exception.Message);
                if (time.GetElapsedTime(lastBeat) >= settings.Lease)
                    EndAll();
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        // Those that begin while the answer is on its way cannot be in it.
        var known = running.All;
        var held = (await store.BeatAsync(settings.Server, cancellationToken)).ToDictionary(beat => (beat.AppId, beat.Id));
        foreach (var job in known)
        {
            if (!held.TryGetValue((job.Run.AppId, job.Run.Id), out var beat))
                job.End(JobEnding.Lost);
            else if (beat.IsCancelled)
                job.End(JobEnding.Cancelled);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var run in await store.TakeAbandonedAsync(settings.Lease, cancellationToken))
        {
            if (await apps.FindAsync(run.AppId, cancellationToken) is { } app)
                await runner.RecoverAsync(app, run, cancellationToken);
        }

        foreach (var run in await store.FindForgottenAsync(settings.Patience, cancellationToken))
            await queue.AddAsync(run, TimeSpan.Zero, cancellationToken);
    }

    /// <summary>Without a word to the database for a whole lease, other servers have taken over.</summary>
    private void EndAll()
    {
        foreach (var job in running.All)
            job.End(JobEnding.Lost);
    }
}
