using BackendInfra.Core.Apps;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Server.Files;
using BackendInfra.Server.Logs;
using Hangfire;

namespace BackendInfra.Server.Jobs.Platform;

/// <summary>What the platform does for every app from time to time, as recurring jobs of Hangfire: on one of the servers each time.</summary>
internal sealed class PlatformJobs(IAppStore apps, IAppMaintenance maintenance, IJobStore runs, ISchemaRegistry registry, LogCleaner logs, FileCleaner files, TimeProvider time, ILogger<PlatformJobs> log)
{
    public const string Logs = "logs", Runs = "job-runs", Sessions = "sessions", RequestIds = "request-ids", Files = "files";

    /// <summary>So long a session that has ended stays, so that its bearer is told that it did.</summary>
    private static readonly TimeSpan SessionGrace = TimeSpan.FromDays(7);

    /// <summary>When each of them runs, in UTC; not all at once.</summary>
    public static readonly IReadOnlyDictionary<string, string> Times = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Logs] = "7 * * * *",
        [Runs] = "17 * * * *",
        [Sessions] = "27 * * * *",
        [RequestIds] = "37 * * * *",
        [Files] = "47 3 * * *",
    };

    [AutomaticRetry(Attempts = 0)]
    public async Task RunAsync(string name, CancellationToken cancellationToken)
    {
        foreach (var app in await apps.ListAsync(cancellationToken))
        {
            try
            {
                await RunAsync(name, app, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One app's trouble must not keep it from the others.
                log.LogError(exception, "The platform job {Job} failed for app {App}", name, app.Name);
            }
        }
    }

    private Task<int> RunAsync(string name, App app, CancellationToken cancellationToken) => name switch
    {
        Logs => logs.CleanAsync(app, cancellationToken),
        Runs => PruneRunsAsync(app, cancellationToken),
        Sessions => maintenance.DeleteSessionsAsync(app, time.GetUtcNow() - SessionGrace, cancellationToken),
        RequestIds => maintenance.DeleteRequestIdsAsync(app, cancellationToken),
        Files when app.Options.FileUpload.DeleteUnusedAfterDays is { } days => files.CleanAsync(app, TimeSpan.FromDays(days), dryRun: false, _ => { }, cancellationToken),
        _ => Task.FromResult(0),
    };

    private async Task<int> PruneRunsAsync(App app, CancellationToken cancellationToken)
    {
        var classes = await registry.GetAsync(app, cancellationToken);
        var options = app.Options.Jobs;
        return classes.Find(JobStatusClass.Name) is null ? 0 : await runs.PruneAsync(app, time.GetUtcNow().AddDays(-options.HistoryDays), options.HistoryRuns, cancellationToken);
    }
}
