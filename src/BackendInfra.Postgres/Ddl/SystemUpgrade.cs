using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;
using Npgsql;
using App = BackendInfra.Core.Apps.App;

namespace BackendInfra.Postgres.Ddl;

/// <summary>
/// Gives the system tables of apps of earlier versions what they lack beside columns: indexes, triggers. What an app
/// has is noted as the comment of its PostgreSQL schema, so that nothing is locked at starts that change nothing.
/// </summary>
internal static class SystemUpgrade
{
    public static async Task RunAsync(NpgsqlConnection connection, App app, SchemaSnapshot snapshot, CancellationToken cancellationToken)
    {
        var statements = SystemClasses.All
            .Select(wanted => snapshot.Find(wanted.Name))
            .OfType<ClassSchema>()
            .SelectMany(schema => SystemTables.Upgrade(snapshot, schema))
            .ToArray();
        var mark = "BackendInfra " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(';', statements.Select(sql => sql.Text)))));
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await MarkAsync(connection, snapshot, cancellationToken) == mark)
            return;

        // The lock of schema changes: servers that start together upgrade one after the other.
        await SchemaChange.LockAsync(connection, app, cancellationToken);
        foreach (var sql in statements.Append(SqlText.Of($"COMMENT ON SCHEMA {Identifier.Schema(snapshot.DatabaseSchema)} IS {Literal.Own(mark)}")))
        {
            await using var command = new NpgsqlCommand(sql.Text, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<string?> MarkAsync(NpgsqlConnection connection, SchemaSnapshot snapshot, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = snapshot.DatabaseSchema });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
