using BackendInfra.Core.Apps;
using BackendInfra.Core.Files;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Execution;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Files;

/// <summary>Looks through the objects of every class for names of files: one pass over each table.</summary>
internal sealed class FileReferences(PostgresDatabase database, SchemaRegistry registry) : IFileReferences
{
    public async Task<IReadOnlySet<string>> FindAsync(App app, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var snapshot = await registry.GetAsync(app, cancellationToken);
        var found = new HashSet<string>(StringComparer.Ordinal);
        await using var connection = await database.Custom.OpenConnectionAsync(cancellationToken);
        foreach (var schema in snapshot.Classes)
        {
            // Files may be nested in arrays and objects, whose types the registry does not know, so every name counts.
            var sql = SqlText.Of($"SELECT DISTINCT n.v #>> '{{}}' FROM {Identifier.Table(snapshot, schema)} t, jsonb_path_query(t.data, 'strict $.**.name') n(v) WHERE n.v #>> '{{}}' = ANY($1)");
            await using var command = new NpgsqlCommand(sql.Text, connection) { CommandTimeout = 0 };
            command.Parameters.Add(new NpgsqlParameter { Value = names.ToArray() });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                found.Add(reader.GetString(0));
        }

        return found;
    }
}
