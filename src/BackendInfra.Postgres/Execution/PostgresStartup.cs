using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Embedded;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>Brings the database up before the server listens, and the embedded one down after it has stopped.</summary>
internal sealed class PostgresStartup(PostgresOptions options, PostgresDatabase database, ILogger<PostgresStartup> logger) : IHostedLifecycleService, IAsyncDisposable
{
    private EmbeddedPostgres? _embedded;

    /// <summary>First of all start-up steps: whatever else starts may use the database.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        database.Open(options.ConnectionString ?? await StartEmbeddedAsync(cancellationToken));
        await RequireUsableAsync(cancellationToken);
        await using var catalog = new CatalogDbContext(CatalogDbContext.Options(database.ConnectionString));
        await catalog.Database.MigrateAsync(cancellationToken);
        await EnsureSystemClassesAsync(catalog, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        if (_embedded is { } embedded)
        {
            _embedded = null;
            await embedded.DisposeAsync();
        }
    }

    /// <summary>Gives apps of earlier versions the tables, the system classes, and the fields of them, that they lack.</summary>
    private async Task EnsureSystemClassesAsync(CatalogDbContext catalog, CancellationToken cancellationToken)
    {
        foreach (var row in await catalog.Apps.AsNoTracking().ToListAsync(cancellationToken))
        {
            var app = AppStore.ToApp(row);
            await EnsureTablesAsync(app, cancellationToken);
            var snapshot = await SchemaRegistry.LoadAsync(catalog, app, cancellationToken);
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await InternalColumns.EnsureAsync(connection, snapshot, cancellationToken);
            if (!ReferenceEquals(SystemClasses.EnsureIn(snapshot), snapshot))
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                snapshot = await SchemaChange.ApplyAsync(connection, transaction, app, SystemClasses.EnsureIn, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            await SystemUpgrade.RunAsync(connection, app, snapshot, cancellationToken);
        }
    }

    /// <remarks>Under the lock of schema changes: several servers may start at once.</remarks>
    private async Task EnsureTablesAsync(App app, CancellationToken cancellationToken)
    {
        await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await SchemaChange.LockAsync(connection, app, cancellationToken);
        await AppTables.EnsureAsync(connection, app.DatabaseSchema, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<string> StartEmbeddedAsync(CancellationToken cancellationToken)
    {
        if (options.Attach && await RunningServer.FindAsync(options.DataDirectory, cancellationToken) is { } running)
            return running;
        if (options.Attach && !Directory.Exists(options.DataDirectory))
        {
            // A command that made a database of its own would only show an empty one.
            throw new PostgresSetupException(
                $"There is no database in {options.DataDirectory}. Run this in the folder in which the server was started, "
                + "or name its data folder with BACKENDINFRA__Postgres__DataDirectory.");
        }

        _embedded = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = options.DataDirectory, Source = options.Source },
            logger,
            cancellationToken);
        return _embedded.ConnectionString;
    }

    /// <summary>Refuses a database whose texts would not sort bytewise, which the indexes and cursors rely on (design §14).</summary>
    private async Task RequireUsableAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT pg_encoding_to_char(encoding), datcollate, current_setting('server_version_num')::int FROM pg_database WHERE datname = current_database()",
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (encoding, collation, version) = (reader.GetString(0), reader.GetString(1), reader.GetInt32(2));
        if (version < 150000)
            throw new PostgresSetupException($"PostgreSQL {connection.ServerVersion} is too old: BackendInfra needs 15 to 18.");
        if (encoding != "UTF8" || collation is not ("C" or "POSIX"))
        {
            throw new PostgresSetupException(
                $"The database {connection.Database} has encoding {encoding} and collation {collation}; BackendInfra needs UTF8 and C. Create it with:\n"
                + $"  CREATE DATABASE {connection.Database} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';");
        }
    }
}
