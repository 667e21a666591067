using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Values;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Execution;
using BackendInfra.Postgres.Sql;
using Npgsql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Jobs;

/// <summary>Runs under way in the catalog, for all apps at once; each change of one and of its <c>_JobStatus</c> is one statement. Leases are measured by the database's clock, which all servers share.</summary>
internal sealed class JobStore(PostgresDatabase database) : IJobStore
{
    public Task<bool> TryAddAsync(App app, JobRun run, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.Generic.RunAsync(connection => TryAddAsync(connection, app, run, now, cancellationToken), cancellationToken);

    /// <summary>The same on a connection, whose transaction it is part of.</summary>
    internal static async Task<bool> TryAddAsync(NpgsqlConnection connection, App app, JobRun run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var status = ParseJsonText.Text(json =>
        {
            json.WriteStartObject();
            json.WriteString(JobStatusClass.JobName, run.Job);
            json.WriteString(JobStatusClass.Source, run.ScheduleId is null ? "api" : "schedule");
            json.WriteString(JobStatusClass.Status, "running");
            json.WritePropertyName(JobStatusClass.Parameters);
            json.WriteRawValue(run.Parameters);
            json.WriteNumber(JobStatusClass.Attempts, 0);
            if (run.ScheduleId is not null)
                json.WriteString(JobStatusClass.ScheduleId, run.ScheduleId);
            json.WriteEndObject();
        });

        // Nobody but the master key reads it: an empty ACL.
        var sql = SqlText.Of($"WITH added AS (INSERT INTO {Own} (app_id, id, job, schedule_id, parameters, origin, policy, is_parallel) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (app_id, job) WHERE NOT is_parallel DO NOTHING RETURNING id) INSERT INTO {Table(app)} (\"objectId\", \"createdAt\", \"updatedAt\", _rperm, _wperm, data) SELECT id, $9, $9, '{{}}'::text[], '{{}}'::text[], $10 FROM added RETURNING true");
        NpgsqlParameter[] parameters =
        [
            Text(app.Id), Text(run.Id), Text(run.Job), Text(run.ScheduleId), Text(run.Parameters), Json(JobRows.Origin(run.Origin)), Json(JobRows.Policy(run.Policy)),
            new NpgsqlParameter<bool> { TypedValue = run.Policy.Parallel }, Instant(now), Json(status),
        ];
        return (await QueryAsync(connection, sql, reader => reader.GetBoolean(0), parameters, cancellationToken)).Count > 0;
    }

    public async Task<JobRun?> ClaimAsync(App app, string id, string server, CancellationToken cancellationToken) => (await QueryAsync(
        SqlText.Of($"WITH claimed AS (UPDATE {Own} SET server = $3, attempt = attempt + 1, beat_at = now() WHERE app_id = $1 AND id = $2 AND server IS NULL RETURNING {Columns}), told AS (UPDATE {Table(app)} SET data = data || jsonb_build_object('attempts', c.attempt) FROM claimed c WHERE \"objectId\" = c.id) SELECT * FROM claimed"),
        JobRows.Read,
        cancellationToken,
        Text(app.Id), Text(id), Text(server))).SingleOrDefault();

    public Task<IReadOnlyList<JobBeat>> BeatAsync(string server, CancellationToken cancellationToken) => QueryAsync(
        SqlText.Of($"UPDATE {Own} SET beat_at = now() WHERE server = $1 RETURNING app_id, id, is_cancelled"),
        reader => new JobBeat(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2)),
        cancellationToken,
        Text(server));

    public Task ReportAsync(App app, string id, string server, string message, DateTimeOffset now, CancellationToken cancellationToken) => HasRowAsync(
        SqlText.Of($"UPDATE {Table(app)} SET data = data || $4, \"updatedAt\" = $5 WHERE \"objectId\" = $2 AND EXISTS (SELECT FROM {Own} WHERE app_id = $1 AND id = $2 AND server = $3) RETURNING true"),
        cancellationToken,
        Text(app.Id), Text(id), Text(server), Json(Status(null, message, now)), Instant(now));

    public Task<bool> FinishAsync(App app, string id, string? server, JobOutcome outcome, string? message, DateTimeOffset now, CancellationToken cancellationToken) => HasRowAsync(
        SqlText.Of($"WITH ended AS (DELETE FROM {Own} WHERE app_id = $1 AND id = $2 AND server IS NOT DISTINCT FROM $3 RETURNING id), told AS (UPDATE {Table(app)} SET data = data || $4, \"updatedAt\" = $5 WHERE \"objectId\" IN (SELECT id FROM ended)) SELECT true FROM ended"),
        cancellationToken,
        Text(app.Id), Text(id), Text(server), Json(Status(outcome, message, now)), Instant(now));

    public Task<bool> ReleaseAsync(App app, string id, string server, string message, TimeSpan delay, DateTimeOffset now, CancellationToken cancellationToken) => HasRowAsync(
        SqlText.Of($"WITH released AS (UPDATE {Own} SET server = NULL, beat_at = now() + $6 WHERE app_id = $1 AND id = $2 AND server = $3 AND NOT is_cancelled RETURNING id), told AS (UPDATE {Table(app)} SET data = data || $4, \"updatedAt\" = $5 WHERE \"objectId\" IN (SELECT id FROM released)) SELECT true FROM released"),
        cancellationToken,
        Text(app.Id), Text(id), Text(server), Json(Status(null, message, now)), Instant(now), Span(delay));

    public async Task<bool> CancelAsync(App app, string id, string message, DateTimeOffset now, CancellationToken cancellationToken) =>
        await FinishAsync(app, id, null, JobOutcome.Cancelled, message, now, cancellationToken)
        || await HasRowAsync(SqlText.Of($"UPDATE {Own} SET is_cancelled = true WHERE app_id = $1 AND id = $2 RETURNING true"), cancellationToken, Text(app.Id), Text(id));

    public Task<IReadOnlyList<JobRun>> TakeAbandonedAsync(TimeSpan silence, CancellationToken cancellationToken) => QueryAsync(
        SqlText.Of($"UPDATE {Own} SET server = NULL, beat_at = now() WHERE server IS NOT NULL AND beat_at < now() - $1 RETURNING {Columns}"),
        JobRows.Read,
        cancellationToken,
        Span(silence));

    public Task<IReadOnlyList<JobRun>> FindForgottenAsync(TimeSpan wait, CancellationToken cancellationToken) => QueryAsync(
        SqlText.Of($"UPDATE {Own} SET beat_at = now() WHERE server IS NULL AND beat_at < now() - $1 RETURNING {Columns}"),
        JobRows.Read,
        cancellationToken,
        Span(wait));

    public async Task<int> PruneAsync(App app, DateTimeOffset before, int keep, CancellationToken cancellationToken)
    {
        var deleted = await QueryAsync(
            SqlText.Of($"DELETE FROM {Table(app)} WHERE \"objectId\" IN (SELECT \"objectId\" FROM (SELECT \"objectId\", \"createdAt\", row_number() OVER (ORDER BY \"createdAt\" DESC, \"objectId\") AS place FROM {Table(app)} WHERE data ? 'finishedAt') s WHERE \"createdAt\" < $1 OR place > $2) RETURNING true"),
            reader => reader.GetBoolean(0),
            cancellationToken,
            Instant(before), new NpgsqlParameter<long> { TypedValue = keep });
        return deleted.Count;
    }

    /// <summary>Forgets the runs of an app that begins anew; whoever holds one finds that it is his no more.</summary>
    public static async Task ForgetAsync(NpgsqlConnection connection, App app, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SqlText.Of($"DELETE FROM {Own} WHERE app_id = $1").Text, connection);
        command.Parameters.Add(Text(app.Id));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Status(JobOutcome? outcome, string? message, DateTimeOffset now) => ParseJsonText.Text(json =>
    {
        json.WriteStartObject();
        if (outcome is { } ended)
        {
            json.WriteString(JobStatusClass.Status, ended switch
            {
                JobOutcome.Succeeded => "succeeded",
                JobOutcome.Failed => "failed",
                _ => "cancelled",
            });
            json.WriteString(JobStatusClass.FinishedAt, IsoDate.Format(now));
        }

        if (message is not null)
            json.WriteString(JobStatusClass.Message, message);
        json.WriteEndObject();
    });

    private async Task<bool> HasRowAsync(SqlText sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        (await QueryAsync(sql, reader => reader.GetBoolean(0), cancellationToken, parameters)).Count > 0;

    private Task<IReadOnlyList<T>> QueryAsync<T>(SqlText sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        database.Generic.RunAsync(connection => QueryAsync(connection, sql, read, parameters, cancellationToken), cancellationToken);

    private static async Task<IReadOnlyList<T>> QueryAsync<T>(NpgsqlConnection connection, SqlText sql, Func<NpgsqlDataReader, T> read, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql.Text, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    private static SqlText Columns => SqlText.Of($"app_id, id, job, parameters, origin, policy, schedule_id, attempt");

    private static Identifier Own => Identifier.Own(CatalogDbContext.Schema, "job_runs");

    private static Identifier Table(App app) => Identifier.Table(app.DatabaseSchema, JobStatusClass.Schema);

    internal static NpgsqlParameter Text(string? text) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)text ?? DBNull.Value };

    internal static NpgsqlParameter Json(string json) => new() { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = json };

    internal static NpgsqlParameter Instant(DateTimeOffset time) => new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = new DateTime(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc) };

    private static NpgsqlParameter Span(TimeSpan span) => new() { NpgsqlDbType = NpgsqlDbType.Interval, Value = span };
}
