using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Values;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Execution;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Maintenance;

/// <summary>Deletes a part at a time, so that no statement holds locks for long.</summary>
internal sealed class AppMaintenance(PostgresDatabase database) : IAppMaintenance
{
    private const int AtOnce = 1_000;

    public Task<int> DeleteSessionsAsync(App app, DateTimeOffset endedBefore, CancellationToken cancellationToken)
    {
        var (table, end) = (Identifier.Table(app.DatabaseSchema, SessionClass.Schema), Literal.Key(SessionClass.Schema.Find(SessionClass.ExpiresAt)!));

        // Dates are stored as texts of one form, whose order is that of time.
        return DeleteAsync(
            SqlText.Of($"DELETE FROM {table} WHERE \"objectId\" IN (SELECT \"objectId\" FROM {table} WHERE data->>{end} < $1 LIMIT {AtOnce})"),
            [new NpgsqlParameter<string> { TypedValue = IsoDate.Format(endedBefore) }],
            cancellationToken);
    }

    public Task<int> DeleteRequestIdsAsync(App app, CancellationToken cancellationToken)
    {
        var table = Identifier.Table(app.DatabaseSchema, AppTable.Requests);
        return DeleteAsync(SqlText.Of($"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE expires_at <= now() LIMIT {AtOnce})"), [], cancellationToken);
    }

    private async Task<int> DeleteAsync(SqlText sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.Custom.OpenConnectionAsync(cancellationToken);
            var all = 0;
            for (var deleted = AtOnce; deleted == AtOnce;)
            {
                await using var command = new NpgsqlCommand(sql.Text, connection);
                command.Parameters.AddRange(parameters.Select(parameter => parameter.Clone()).ToArray());
                deleted = await command.ExecuteNonQueryAsync(cancellationToken);
                all += deleted;
            }

            return all;
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }
}
