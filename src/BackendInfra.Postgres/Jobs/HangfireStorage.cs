using BackendInfra.Postgres.Execution;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Npgsql;

namespace BackendInfra.Postgres.Jobs;

/// <summary>Hangfire's queue, in a PostgreSQL schema of its own beside the catalog.</summary>
internal static class HangfireStorage
{
    private const string Schema = "hangfire";

    /// <summary>Makes the storage, and its tables where they are missing. The database has been started.</summary>
    public static JobStorage Create(PostgresDatabase database)
    {
        Install(database.ConnectionString);
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = Schema,
            PrepareSchemaIfNecessary = false,

            // Workers are woken by notifications; they look by themselves in case one was lost.
            EnableLongPolling = true,
            QueuePollInterval = TimeSpan.FromSeconds(5),
        };
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = "BackendInfra jobs", Timeout = 4 };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(settings.ConnectionString, options), options);
    }

    /// <remarks>Servers that start together install one after the other: Hangfire's own scripts do not wait for each other.</remarks>
    private static void Install(string connectionString)
    {
        using var guard = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        guard.Open();
        using (var take = new NpgsqlCommand($"SELECT pg_advisory_lock(hashtextextended('{Schema}', 0))", guard))
            take.ExecuteNonQuery();
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        connection.Open();
        PostgreSqlObjectsInstaller.Install(connection, Schema);
    }
}
