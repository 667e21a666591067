using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BackendInfra.Postgres.Ddl;

/// <summary>Leads an app's tables and classes back to those of a new app.</summary>
/// <remarks>
/// It costs about what a TRUNCATE of the tables would: the tables of own classes are dropped in one statement, and of the
/// others only those are emptied that hold anything.
/// </remarks>
internal static class SchemaReset
{
    public static async Task<SchemaSnapshot> ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, App app, CancellationToken cancellationToken)
    {
        await SchemaChange.LockAsync(connection, app, cancellationToken);
        await using var catalog = new CatalogDbContext(CatalogDbContext.Options(connection));
        await catalog.Database.UseTransactionAsync(transaction, cancellationToken);
        var before = await SchemaRegistry.LoadAsync(catalog, app, cancellationToken);
        var after = Defaults(before);
        var dropped = before.Classes.Where(schema => after.Find(schema.Name) is null).ToArray();
        Identifier[] doomed = [.. dropped.SelectMany(schema => Tables(before, schema))];
        var filled = await FilledAsync(connection, app, cancellationToken);

        await using var batch = new NpgsqlBatch(connection);
        if (doomed.Length > 0)
            Add(SqlText.Of($"DROP TABLE IF EXISTS {List(doomed)}"));
        if (filled.Except(doomed).ToArray() is { Length: > 0 } emptied)
            Add(SqlText.Of($"TRUNCATE {List(emptied)}"));
        foreach (var sql in SchemaDifference.Statements(dropped.Aggregate(before, (snapshot, schema) => snapshot.Without(schema.Name)), after))
            Add(sql);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);

        // An app whose classes are those of a new one keeps their version, and so everything that is cached for it.
        return dropped.Length > 0 || SchemaDifference.Changed(before, after).Any()
            ? await SchemaChange.RecordAsync(connection, catalog, app, before, after, cancellationToken)
            : before;

        void Add(SqlText sql) => batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.Text));
    }

    /// <summary>The classes of a new app; those that are so already are the same instances.</summary>
    private static SchemaSnapshot Defaults(SchemaSnapshot before)
    {
        var defaults = SystemClasses.EnsureIn(new SchemaSnapshot(before.DatabaseSchema, before.Version, []));
        return defaults.Classes
            .Where(schema => before.Find(schema.Name) is { } old && ClassDefinitionJson.Write(old) == ClassDefinitionJson.Write(schema))
            .Aggregate(defaults, (snapshot, schema) => snapshot.With(before.Find(schema.Name)!));
    }

    private static IEnumerable<Identifier> Tables(SchemaSnapshot snapshot, ClassSchema schema) => schema.CustomFields
        .Where(field => field.Type == FieldType.Relation)
        .Select(relation => Identifier.JoinTable(snapshot, schema, relation))
        .Prepend(Identifier.Table(snapshot, schema));

    /// <summary>The app's tables that hold rows, or have held some.</summary>
    private static async Task<List<Identifier>> FilledAsync(NpgsqlConnection connection, App app, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT relname FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND relkind = 'r' AND pg_relation_size(oid) > 0",
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = app.DatabaseSchema });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<Identifier>();
        while (await reader.ReadAsync(cancellationToken))
            tables.Add(Identifier.ExistingTable(app.DatabaseSchema, reader.GetString(0)));
        return tables;
    }

    private static SqlText List(IEnumerable<Identifier> tables) => SqlText.Join(", ", tables.Select(table => SqlText.Of($"{table}")));
}
