using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>Finds installations by what identifies them, and deletes duplicates.</summary>
internal static class InstallationRows
{
    /// <summary>Locks the id and the token until the end of the transaction, in one order for everybody; then looks.</summary>
    public static async Task<IReadOnlyList<StoredInstallation>> LockAsync(
        NpgsqlConnection connection, SchemaSnapshot snapshot, string? objectId, string? installationId, string? deviceToken, CancellationToken cancellationToken)
    {
        var schema = snapshot.Find(InstallationClass.Name)!;
        string[] keys = [.. new[] { installationId is null ? null : "id:" + installationId, deviceToken is null ? null : "token:" + deviceToken }.OfType<string>().Select(key => $"{snapshot.DatabaseSchema}:{key}")];
        await using (var locks = new NpgsqlCommand(SqlText.Of($"SELECT pg_advisory_xact_lock(k) FROM (SELECT hashtextextended(name, 1) AS k FROM unnest($1) name ORDER BY 1) keys").Text, connection))
        {
            locks.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = keys });
            await locks.ExecuteNonQueryAsync(cancellationToken);
        }

        // A statement of its own, which sees what the one before it has waited for.
        var (id, token) = (Identifier.Column(schema.Find(InstallationClass.InstallationId)!), Identifier.Column(schema.Find(InstallationClass.DeviceToken)!));
        var sql = SqlText.Of($"SELECT \"objectId\", {id}, {token}, data->>'deviceType', data->>'appIdentifier' FROM {Identifier.Table(snapshot, schema)} WHERE \"objectId\" = $1 OR lower({id}) = $2 OR {token} = $3 ORDER BY \"createdAt\" LIMIT 1000");
        await using var command = new NpgsqlCommand(sql.Text, connection);
        foreach (var value in new[] { objectId, installationId, deviceToken })
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = value is null ? DBNull.Value : value });
        var rows = new List<StoredInstallation>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(new StoredInstallation(reader.GetString(0), Text(reader, 1), Text(reader, 2), Text(reader, 3), Text(reader, 4)));
        return rows;
    }

    public static async Task DeleteAsync(NpgsqlConnection connection, SchemaSnapshot snapshot, IReadOnlyList<string> objectIds, CancellationToken cancellationToken)
    {
        if (objectIds.Count == 0)
            return;
        var sql = SqlText.Of($"DELETE FROM {Identifier.Table(snapshot, snapshot.Find(InstallationClass.Name)!)} WHERE \"objectId\" = ANY($1)");
        await using var command = new NpgsqlCommand(sql.Text, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. objectIds] });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
