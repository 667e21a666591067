using BackendInfra.Core.Apps;
using BackendInfra.Core.Logs;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Execution;
using BackendInfra.Postgres.Sql;
using Npgsql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Logs;

/// <summary>An app's log as a table of the app.</summary>
internal sealed class AppLogStore(PostgresDatabase database) : IAppLogStore
{
    /// <summary>Lines deleted in one statement, so that none holds locks for long.</summary>
    private const int PrunedAtOnce = 5_000;

    public Task AppendAsync(App app, IReadOnlyList<AppLogEntry> entries, CancellationToken cancellationToken) => database.Custom.RunAsync(
        async connection =>
        {
            await using var batch = new NpgsqlBatch(connection);

            // Writers take turns until they have committed, so that ids become visible in their order and a reader that follows the log misses none.
            batch.BatchCommands.Add(new NpgsqlBatchCommand(SqlText.Of($"SELECT pg_advisory_xact_lock(hashtextextended({Literal.Own(app.DatabaseSchema + AppTable.Log.Name)}, 0))").Text));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                SqlText.Of($"INSERT INTO {Table(app)} (time, level, source, message, request_id, job_id) SELECT l.time, l.level, l.source, l.message, l.request_id, l.job_id FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY l(time, level, source, message, request_id, job_id, place) ORDER BY l.place").Text)
            {
                Parameters =
                {
                    List(NpgsqlDbType.TimestampTz, entries.Select(entry => Stored(entry.Time)).ToArray()),
                    List(NpgsqlDbType.Smallint, entries.Select(entry => (short)entry.Level).ToArray()),
                    List(NpgsqlDbType.Text, entries.Select(entry => entry.Source).ToArray()),
                    List(NpgsqlDbType.Text, entries.Select(entry => entry.Message).ToArray()),
                    List(NpgsqlDbType.Text, entries.Select(entry => entry.RequestId).ToArray()),
                    List(NpgsqlDbType.Text, entries.Select(entry => entry.JobId).ToArray()),
                },
            });
            return await batch.ExecuteNonQueryAsync(cancellationToken);
        },
        cancellationToken);

    public Task<IReadOnlyList<AppLogLine>> FindAsync(App app, AppLogQuery query, CancellationToken cancellationToken) => database.Custom.RunAsync<IReadOnlyList<AppLogLine>>(
        async connection =>
        {
            await using var command = AppLogQueries.Find(Table(app), query);
            command.Connection = connection;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var lines = new List<AppLogLine>();
            while (await reader.ReadAsync(cancellationToken))
            {
                lines.Add(new AppLogLine(reader.GetInt64(0), new AppLogEntry(reader.GetFieldValue<DateTimeOffset>(1), (AppLogLevel)reader.GetInt16(2), reader.GetString(3), reader.GetString(4))
                {
                    RequestId = reader.IsDBNull(5) ? null : reader.GetString(5),
                    JobId = reader.IsDBNull(6) ? null : reader.GetString(6),
                }));
            }

            return lines;
        },
        cancellationToken);

    public Task<long> LastIdAsync(App app, CancellationToken cancellationToken) => database.Custom.RunAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(SqlText.Of($"SELECT coalesce(max(id), 0) FROM {Table(app)}").Text, connection);
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        },
        cancellationToken);

    public Task<int> PruneAsync(App app, DateTimeOffset? before, int keep, CancellationToken cancellationToken) => database.Custom.RunAsync(
        async connection =>
        {
            var sql = SqlText.Of($"DELETE FROM {Table(app)} WHERE id IN (SELECT id FROM {Table(app)} WHERE time < $1 OR id <= (SELECT id FROM {Table(app)} ORDER BY id DESC OFFSET $2 LIMIT 1) ORDER BY id LIMIT {PrunedAtOnce})");
            var all = 0;
            for (var deleted = PrunedAtOnce; deleted == PrunedAtOnce;)
            {
                await using var command = new NpgsqlCommand(sql.Text, connection);
                command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (before ?? DateTimeOffset.MinValue).UtcDateTime });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = keep });
                deleted = await command.ExecuteNonQueryAsync(cancellationToken);
                all += deleted;
            }

            return all;
        },
        cancellationToken);

    private static Identifier Table(App app) => Identifier.Table(app.DatabaseSchema, AppTable.Log);

    /// <summary>Cut to what the column keeps and clients are shown, as elsewhere: PostgreSQL would round.</summary>
    private static DateTime Stored(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);

    private static NpgsqlParameter List(NpgsqlDbType type, Array values) => new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values };
}
