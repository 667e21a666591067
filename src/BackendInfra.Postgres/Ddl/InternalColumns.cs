using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Ddl;

/// <summary>Gives the system classes' tables of earlier versions the internal columns that they lack.</summary>
internal static class InternalColumns
{
    /// <remarks>The catalog is asked first: even a statement that adds nothing would lock the table against everybody.</remarks>
    public static async Task EnsureAsync(NpgsqlConnection connection, SchemaSnapshot snapshot, CancellationToken cancellationToken)
    {
        foreach (var schema in SystemClasses.All.Select(wanted => snapshot.Find(wanted.Name)).OfType<ClassSchema>())
        {
            var wanted = SystemClasses.ColumnsOf(schema.Name);
            if (wanted.Count == 0)
                continue;
            var present = await PresentAsync(connection, snapshot, schema, cancellationToken);
            foreach (var column in wanted.Where(column => !present.Contains(column.Name)))
            {
                await using var command = new NpgsqlCommand(
                    SqlText.Of($"ALTER TABLE {Identifier.Table(snapshot, schema)} ADD COLUMN IF NOT EXISTS {Identifier.Internal(column)} {SystemTables.Type(column)}").Text,
                    connection);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
    }

    private static async Task<HashSet<string>> PresentAsync(NpgsqlConnection connection, SchemaSnapshot snapshot, ClassSchema schema, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SqlText.Of($"SELECT column_name::text FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2").Text, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = snapshot.DatabaseSchema });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema.Table });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            names.Add(reader.GetString(0));
        return names;
    }
}
