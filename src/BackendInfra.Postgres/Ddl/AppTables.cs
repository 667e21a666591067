using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Ddl;

/// <summary>Makes what an app has beside its classes; apps of earlier versions get what they lack at start-up.</summary>
internal static class AppTables
{
    public static async Task EnsureAsync(NpgsqlConnection connection, string databaseSchema, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in Statements(databaseSchema))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.Text));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static IEnumerable<SqlText> Statements(string databaseSchema) =>
    [
        SqlText.Of($"CREATE TABLE IF NOT EXISTS {Identifier.Table(databaseSchema, AppTable.Config)} (name text PRIMARY KEY, value jsonb NOT NULL, master_key_only boolean NOT NULL)"),
        SqlText.Of($"CREATE TABLE IF NOT EXISTS {Identifier.Table(databaseSchema, AppTable.Requests)} (id text PRIMARY KEY, expires_at timestamptz NOT NULL)"),
        SqlText.Of($"CREATE INDEX IF NOT EXISTS \"_requests_expires_at\" ON {Identifier.Table(databaseSchema, AppTable.Requests)} (expires_at)"),
        SqlText.Of($"CREATE TABLE IF NOT EXISTS {Identifier.Table(databaseSchema, AppTable.UnknownLogIns)} (name text PRIMARY KEY, failed int NOT NULL, locked_until timestamptz(3), tried_at timestamptz(3) NOT NULL)"),
        SqlText.Of($"CREATE INDEX IF NOT EXISTS \"_unknown_log_ins_tried_at\" ON {Identifier.Table(databaseSchema, AppTable.UnknownLogIns)} (tried_at)"),
        SqlText.Of($"CREATE TABLE IF NOT EXISTS {Identifier.Table(databaseSchema, AppTable.Documents)} (id text PRIMARY KEY, document text NOT NULL, hash text NOT NULL, created_at timestamptz(3) NOT NULL)"),
        SqlText.Of($"CREATE INDEX IF NOT EXISTS \"_graphql_documents_hash\" ON {Identifier.Table(databaseSchema, AppTable.Documents)} (hash)"),
        SqlText.Of($"CREATE TABLE IF NOT EXISTS {Identifier.Table(databaseSchema, AppTable.Log)} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, time timestamptz(3) NOT NULL, level smallint NOT NULL, source text NOT NULL, message text NOT NULL, request_id text, job_id text)"),
        SqlText.Of($"CREATE INDEX IF NOT EXISTS \"_log_time\" ON {Identifier.Table(databaseSchema, AppTable.Log)} (time)"),
        SqlText.Of($"CREATE INDEX IF NOT EXISTS \"_log_job_id\" ON {Identifier.Table(databaseSchema, AppTable.Log)} (job_id, id) WHERE job_id IS NOT NULL"),
    ];
}
