using BackendInfra.Core.Apps;
using BackendInfra.Core.Logs;

namespace BackendInfra.Server.Logs;

/// <summary>Stores waiting lines, many at once. When the server stops, those that wait are still stored while there is time.</summary>
internal sealed class AppLogWriter(AppLog log, IAppLogStore store, TimeProvider time, ILogger<AppLogWriter> serverLog) : BackgroundService
{
    private const int BatchSize = 1_000;
    private const int Attempts = 3;
    private const string OwnSource = "server";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        log.Complete();
        if (ExecuteTask is { } running)
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<(App App, AppLogEntry Entry)>(BatchSize);
        while (await log.Waiting.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < BatchSize && log.Waiting.TryRead(out var line))
                batch.Add(line);
            foreach (var lines in batch.GroupBy(line => line.App.Id, StringComparer.Ordinal))
            {
                var app = lines.First().App;
                await StoreAsync(app, [.. Lost(app), .. lines.Select(line => Cleaned(app, line.Entry))], stoppingToken);
            }

            batch.Clear();
        }
    }

    private async Task StoreAsync(App app, IReadOnlyList<AppLogEntry> entries, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await store.AppendAsync(app, entries, cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                if (attempt == Attempts)
                {
                    serverLog.LogError(exception, "{Count} lines of the log of app {App} could not be stored", entries.Count, app.Name);
                    return;
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private IEnumerable<AppLogEntry> Lost(App app) => log.TakeLost(app) is > 0 and var count
        ? [new AppLogEntry(time.GetUtcNow(), AppLogLevel.Warn, OwnSource, $"{count} lines were lost: more came than could be stored.")]
        : [];

    private static AppLogEntry Cleaned(App app, AppLogEntry entry) =>
        entry with { Source = LogMask.Source(app, entry.Source), Message = LogMask.Message(app, entry.Message) };
}
