using BackendInfra.Core.Apps;

namespace BackendInfra.Server.Logs;

/// <summary>Cleans the logs of all apps once an hour. Several servers may do it at once without harm.</summary>
internal sealed class LogCleaning(IAppStore apps, LogCleaner cleaner, TimeProvider time, ILogger<LogCleaning> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var app in await apps.ListAsync(stoppingToken))
                    await cleaner.CleanAsync(app, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.LogError(exception, "The apps' logs could not be cleaned; another attempt is made in an hour");
            }
        }
    }
}
