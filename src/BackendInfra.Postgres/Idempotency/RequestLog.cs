using BackendInfra.Core.Apps;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Execution;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Idempotency;

/// <summary>Request ids in a table whose primary key decides which of several servers runs a request.</summary>
internal sealed class RequestLog(PostgresDatabase database) : IRequestLog
{
    /// <summary>So many ids that have passed are deleted whenever one is added: more than come, so that none are left.</summary>
    private const int SweptAtOnce = 50;

    public async Task<bool> TryAddAsync(App app, string requestId, CancellationToken cancellationToken)
    {
        var table = Identifier.Table(app.DatabaseSchema, AppTable.Requests);

        // An id of its own is left to the insert, since a row cannot be changed twice in one statement.
        var sql = SqlText.Of($"WITH swept AS (DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE expires_at <= now() AND id <> $1 ORDER BY expires_at LIMIT {SweptAtOnce} FOR UPDATE SKIP LOCKED)) INSERT INTO {table} AS r (id, expires_at) VALUES ($1, now() + make_interval(secs => $2)) ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at WHERE r.expires_at <= now() RETURNING id");
        return await ExecuteAsync(
            sql,
            async command =>
            {
                command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = app.Options.IdempotencyOptions.Ttl });
                return await command.ExecuteScalarAsync(cancellationToken) is not null;
            },
            requestId,
            cancellationToken);
    }

    public Task RemoveAsync(App app, string requestId, CancellationToken cancellationToken) => ExecuteAsync(
        SqlText.Of($"DELETE FROM {Identifier.Table(app.DatabaseSchema, AppTable.Requests)} WHERE id = $1"),
        command => command.ExecuteNonQueryAsync(cancellationToken),
        requestId,
        cancellationToken);

    private async Task<T> ExecuteAsync<T>(SqlText sql, Func<NpgsqlCommand, Task<T>> execute, string requestId, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(sql.Text, connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = requestId });
            return await execute(command);
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }
}
