using System.Globalization;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Execution;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BackendInfra.Postgres.Catalog;

/// <summary>Hears of changes of classes, of apps' options, and of whom sessions make their bearers, that other servers, or commands, have made.</summary>
internal sealed class SchemaListener(PostgresDatabase database, SchemaRegistry registry, AppStore apps, SessionCache sessions, ILogger<SchemaListener> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException && !stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("The connection that hears of schema changes was lost ({Message}); connecting again.", exception.Message);
                await Task.Delay(RetryDelay, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        // Not of a pool: it is held for good, and waits without a time-out.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, KeepAlive = 30 }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        connection.Notification += (_, notification) => Handle(notification.Channel, notification.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {SchemaChange.Channel}; LISTEN {AppStore.Channel}; LISTEN {SessionNotices.Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);

        // What happened while nobody listened is unknown.
        registry.InvalidateAll();
        apps.ForgetAll();
        sessions.Listen();
        try
        {
            while (true)
                await connection.WaitAsync(cancellationToken);
        }
        finally
        {
            sessions.Pause();
        }
    }

    private void Handle(string channel, string payload)
    {
        if (channel == AppStore.Channel)
        {
            apps.Forget(payload);
            return;
        }

        if (channel == SessionNotices.Channel)
        {
            if (SessionChange.Parse(payload) is { } change)
                sessions.Drop(change);
            return;
        }

        var colon = payload.LastIndexOf(':');
        if (colon > 0 && long.TryParse(payload.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var version))
            registry.Invalidate(payload[..colon], version);
    }
}
