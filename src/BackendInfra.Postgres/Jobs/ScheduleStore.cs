using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Values;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Execution;
using BackendInfra.Postgres.Sql;
using Npgsql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Jobs;

/// <summary>Due times in the catalog, for all apps at once. A schedule's own row is what servers that decide about it wait for, as writers of it do.</summary>
internal sealed class ScheduleStore(PostgresDatabase database) : IScheduleStore
{
    private const int AtOnce = 100;

    public Task<IReadOnlyList<DueSchedule>> FindDueAsync(DateTimeOffset now, CancellationToken cancellationToken) => database.Generic.RunAsync<IReadOnlyList<DueSchedule>>(
        async connection =>
        {
            await using var command = new NpgsqlCommand(SqlText.Of($"SELECT a.id, s.id FROM {ScheduleNotices.Due} s JOIN {Identifier.Own(CatalogDbContext.Schema, "apps")} a USING (database_schema) WHERE s.due_at <= $1 ORDER BY s.due_at LIMIT {AtOnce}").Text, connection);
            command.Parameters.Add(JobStore.Instant(now));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var due = new List<DueSchedule>();
            while (await reader.ReadAsync(cancellationToken))
                due.Add(new DueSchedule(reader.GetString(0), reader.GetString(1)));
            return due;
        },
        cancellationToken);

    public Task<ScheduleOutcome?> DecideAsync(App app, string id, DateTimeOffset now, Func<StoredSchedule, ScheduleDecision> decide, CancellationToken cancellationToken) => database.Generic.RunAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await LockAsync(connection, app, id, now, cancellationToken) is not { } stored)
            {
                await ForgetGoneAsync(connection, app, id, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return null;
            }

            var decision = decide(stored);
            var hasRun = decision.Run is { } run && await JobStore.TryAddAsync(connection, app, run, now, cancellationToken);
            await SettleAsync(connection, app, id, decision, hasRun ? now : null, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new ScheduleOutcome(decision, hasRun);
        },
        cancellationToken);

    public Task ForgetAsync(App app, CancellationToken cancellationToken) => database.Generic.RunAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(SqlText.Of($"DELETE FROM {ScheduleNotices.Due} WHERE database_schema = $1").Text, connection);
            command.Parameters.Add(JobStore.Text(app.DatabaseSchema));
            return await command.ExecuteNonQueryAsync(cancellationToken);
        },
        cancellationToken);

    private static async Task<StoredSchedule?> LockAsync(NpgsqlConnection connection, App app, string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        (string Fields, DateTimeOffset ChangedAt) schedule;
        await using (var row = new NpgsqlCommand(SqlText.Of($"SELECT data::text, \"updatedAt\" FROM {Table(app)} WHERE \"objectId\" = $1 FOR UPDATE SKIP LOCKED").Text, connection))
        {
            row.Parameters.Add(JobStore.Text(id));
            await using var reader = await row.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
                return null;
            schedule = (reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1));
        }

        // A statement of its own: whoever held the row before may have decided.
        await using var due = new NpgsqlCommand(SqlText.Of($"SELECT due_at FROM {ScheduleNotices.Due} WHERE database_schema = $1 AND id = $2 AND due_at <= $3 FOR UPDATE").Text, connection);
        due.Parameters.AddRange(new[] { JobStore.Text(app.DatabaseSchema), JobStore.Text(id), JobStore.Instant(now) });
        return await due.ExecuteScalarAsync(cancellationToken) is DateTime at
            ? new StoredSchedule(id, schedule.Fields, schedule.ChangedAt, at == DateTime.MinValue ? null : new DateTimeOffset(at, TimeSpan.Zero))
            : null;
    }

    /// <summary>A class that was dropped, and made anew since, has told nobody of the schedules that it had.</summary>
    private static async Task ForgetGoneAsync(NpgsqlConnection connection, App app, string id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SqlText.Of($"DELETE FROM {ScheduleNotices.Due} WHERE database_schema = $1 AND id = $2 AND NOT EXISTS (SELECT FROM {Table(app)} WHERE \"objectId\" = $2)").Text, connection);
        command.Parameters.AddRange(new[] { JobStore.Text(app.DatabaseSchema), JobStore.Text(id) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task SettleAsync(NpgsqlConnection connection, App app, string id, ScheduleDecision decision, DateTimeOffset? ranAt, CancellationToken cancellationToken)
    {
        var times = ParseJsonText.Text(json =>
        {
            json.WriteStartObject();
            if (ranAt is { } ran)
                json.WriteNumber(JobScheduleClass.LastRun, ran.ToUnixTimeMilliseconds());
            if (decision.Next is { } next)
                json.WriteString(JobScheduleClass.NextRun, IsoDate.Format(next));
            json.WriteEndObject();
        });
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(SqlText.Of($"UPDATE {ScheduleNotices.Due} SET due_at = coalesce($3, 'infinity') WHERE database_schema = $1 AND id = $2").Text)
                {
                    Parameters = { JobStore.Text(app.DatabaseSchema), JobStore.Text(id), decision.Next is { } due ? JobStore.Instant(due) : new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = DBNull.Value } },
                },
                new NpgsqlBatchCommand(SqlText.Of($"UPDATE {Table(app)} SET data = (data - 'nextRun') || $2 WHERE \"objectId\" = $1").Text)
                {
                    Parameters = { JobStore.Text(id), JobStore.Json(times) },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Identifier Table(App app) => Identifier.Table(app.DatabaseSchema, JobScheduleClass.Schema);
}
