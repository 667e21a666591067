using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Compiler;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Ddl;

/// <summary>What clients are told about unique indexes: objects that are in the way of a new one, fields that a write repeats.</summary>
internal static class UniqueIndexes
{
    private const int NamedObjects = 10;

    /// <summary>Objects are looked up before anything changes. Writes in between are refused by PostgreSQL itself.</summary>
    /// <exception cref="ParseException">137 naming the objects that share their values.</exception>
    public static async Task RequireNoDuplicatesAsync(NpgsqlConnection connection, SchemaSnapshot before, SchemaSnapshot after, CancellationToken cancellationToken)
    {
        foreach (var schema in SchemaDifference.Changed(before, after))
        {
            if (before.Find(schema.Name) is not { } old)
                continue;
            foreach (var index in schema.Indexes.Where(index => index.Unique && !old.Indexes.Contains(index)))
                await RequireNoDuplicatesAsync(connection, before, old, schema, index, cancellationToken);
        }
    }

    /// <summary>The fields of the index that PostgreSQL names, as one text; null when it is none of the app's.</summary>
    public static string? FieldsOf(SchemaSnapshot snapshot, string constraint)
    {
        foreach (var schema in snapshot.Classes)
        {
            foreach (var index in schema.Indexes)
            {
                if (index.Unique && Identifier.Index(schema, index.Name).IsNamed(constraint))
                    return string.Join(", ", index.Keys.Select(key => key.Field));
            }
        }

        return null;
    }

    private static async Task RequireNoDuplicatesAsync(
        NpgsqlConnection connection, SchemaSnapshot before, ClassSchema old, ClassSchema schema, IndexDefinition index, CancellationToken cancellationToken)
    {
        // A field that is new, or takes the place of another one, is unset in every object, and unset never repeats.
        var fields = index.Keys.Select(key => old.Find(key.Field)).ToArray();
        if (fields.Any(field => field is null || field.Type != schema.Find(field.Name)!.Type))
            return;

        // The table has still its old columns; of a new field it has none, which its absence in data says as well.
        var asBefore = index.Fields.Distinct().Aggregate(schema, (current, name) => current.With(old.Find(name) ?? schema.Find(name)! with { Promoted = false }));

        var row = new Alias('t', 1);
        var keys = fields.Select(field => new FieldLocator(row, field!).SortKey).ToArray();
        var set = SqlText.Join(" AND ", keys.Select(key => SqlText.Of($"({key}) IS NOT NULL")));
        if (index.Filter(asBefore) is { } filter)
            set = SqlText.Of($"{set} AND {FilterCompiler.Compile(new RowScope(new LiteralStatement(), before, asBefore, row, RowAccess.All), filter)}");
        var sql = SqlText.Of($"SELECT unnest(array_agg({row}.\"objectId\" ORDER BY {row}.\"objectId\")) FROM {Identifier.Table(before, old)} {row} WHERE {set} GROUP BY {SqlText.Join(", ", keys)} HAVING count(*) > 1 LIMIT {NamedObjects}");
        var ids = new List<string>();
        await using (var command = new NpgsqlCommand(sql.Text, connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                ids.Add(reader.GetString(0));
        }

        if (ids.Count > 0)
        {
            throw new ParseException(
                ErrorCode.DuplicateValue,
                $"Index {index.Name} cannot be unique: objects of {schema.Name} share values of {string.Join(", ", index.Keys.Select(key => key.Field))}, among them {string.Join(", ", ids)}.");
        }
    }
}
