using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Logs;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Jobs.Schedules;

/// <summary>Begins runs of schedules that are due. Every server looks; the database lets one of them decide about each time.</summary>
internal sealed class ScheduleRunner(IScheduleStore schedules, IAppStore apps, ISchemaRegistry registry, IJobDispatcher dispatcher, JobQueue queue, JobLog log, JobSettings settings, TimeProvider time, ILogger<ScheduleRunner> serverLog) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A run that begins later than this was missed: no server was there.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Workers == 0)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                foreach (var due in await schedules.FindDueAsync(time.GetUtcNow(), stoppingToken))
                    await RunAsync(due, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                serverLog.LogWarning("Schedules could not be looked after ({Message}); trying again.", exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RunAsync(DueSchedule due, CancellationToken cancellationToken)
    {
        if (await apps.FindAsync(due.AppId, cancellationToken) is not { } app)
            return;
        try
        {
            var classes = await registry.GetAsync(app, cancellationToken);
            if (classes.Find(JobScheduleClass.Name) is null)
            {
                await schedules.ForgetAsync(app, cancellationToken);
                return;
            }

            if (!ReferenceEquals(JobStatusClass.EnsureIn(classes), classes))
                await registry.ChangeAsync(app, JobStatusClass.EnsureIn, cancellationToken);
            var now = time.GetUtcNow();
            if (await schedules.DecideAsync(app, due.Id, now, stored => Decide(app, stored, now), cancellationToken) is not { Decision.Run: { } run } outcome)
                return;
            if (outcome.HasRun)
                await queue.AddAsync(run, TimeSpan.Zero, CancellationToken.None);
            else
                log.Write(app, run.Job, AppLogLevel.Warn, $"The schedule {due.Id} was due while another run of the job was under way, and was passed over.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One app's trouble must not hold up the others.
            serverLog.LogError(exception, "The schedule {Schedule} of app {App} could not be looked after", due.Id, app.Name);
        }
    }

    private ScheduleDecision Decide(App app, StoredSchedule stored, DateTimeOffset now)
    {
        try
        {
            var schedule = ScheduleReader.Read(stored.Fields);

            // What falls due between a change and this look at it is not lost; a change of long ago, as of an import, makes up for nothing.
            var due = stored.DueAt ?? schedule.First(now - stored.ChangedAt is var age && age > TimeSpan.Zero && age <= Lateness ? stored.ChangedAt : now);
            return due is { } at && at <= now && schedule.IsEnabled
                ? new ScheduleDecision(RunOf(app, stored.Id, schedule, at, now), schedule.Next(now))
                : new ScheduleDecision(null, due is { } later && later > now ? later : schedule.Next(now));
        }
        catch (ParseException refusal)
        {
            // The API takes no such schedule; an import or a direct write may have made it.
            log.Write(app, "schedules", AppLogLevel.Error, $"The schedule {stored.Id} is malformed, and does not run: {refusal.Message}");
            return new ScheduleDecision(null, null);
        }
    }

    private JobRun? RunOf(App app, string id, JobSchedule schedule, DateTimeOffset at, DateTimeOffset now)
    {
        if (!dispatcher.Names(app).Contains(schedule.Job, StringComparer.Ordinal))
        {
            log.Write(app, schedule.Job, AppLogLevel.Error, $"The schedule {id} was due, but there is no such job.");
            return null;
        }

        if (now - at > Lateness)
        {
            log.Write(app, schedule.Job, AppLogLevel.Warn, $"The schedule {id} was due at {IsoDate.Format(at)}, when no server was there; {(schedule.MakesUp ? "it runs now" : "that run is left out")}.");
            if (!schedule.MakesUp)
                return null;
        }

        return new JobRun(app.Id, ObjectId.New(), schedule.Job, schedule.Parameters, RequestOrigin.None, schedule.Policy.ApplyTo(app.Options.Jobs.Of(schedule.Job))) { ScheduleId = id };
    }
}
