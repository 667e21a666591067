using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Postgres.Compiler;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Ddl;

/// <summary>The tables and indexes of one class as DDL (design §4). Statements can be run again without harm.</summary>
internal static class ClassTable
{
    public static IEnumerable<SqlText> Create(SchemaSnapshot snapshot, ClassSchema schema)
    {
        var table = Identifier.Table(snapshot, schema);
        var promoted = SqlText.Join("", Promoted(schema).Select(field => SqlText.Of($", {Column(field)}")).Concat(SystemTables.Columns(schema)));
        yield return SqlText.Of($"CREATE TABLE IF NOT EXISTS {table} (\"objectId\" text PRIMARY KEY, \"createdAt\" timestamptz(3) NOT NULL, \"updatedAt\" timestamptz(3) NOT NULL, _rperm text[], _wperm text[], data jsonb NOT NULL{promoted}) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)");
        yield return SqlText.Of($"CREATE INDEX IF NOT EXISTS {Identifier.Index(schema, "auto:createdAt")} ON {table} (\"createdAt\", \"objectId\")");
        yield return SqlText.Of($"CREATE INDEX IF NOT EXISTS {Identifier.Index(schema, "auto:_rperm")} ON {table} USING gin (_rperm)");
        foreach (var field in schema.CustomFields)
        {
            foreach (var sql in AddedIndexes(snapshot, schema, field))
                yield return sql;
        }

        foreach (var index in schema.Indexes)
            yield return CreateIndex(snapshot, schema, index);
        foreach (var sql in SystemTables.Indexes(snapshot, schema))
            yield return sql;
    }

    public static IEnumerable<SqlText> Drop(SchemaSnapshot snapshot, ClassSchema schema)
    {
        yield return SqlText.Of($"DROP TABLE IF EXISTS {Identifier.Table(snapshot, schema)}");
        foreach (var relation in schema.CustomFields.Where(field => field.Type == FieldType.Relation))
            yield return SqlText.Of($"DROP TABLE IF EXISTS {Identifier.JoinTable(snapshot, schema, relation)}");
    }

    /// <summary>What a field needs beyond the <c>data</c> column: nothing, a promoted column, or a join table.</summary>
    public static IEnumerable<SqlText> AddField(SchemaSnapshot snapshot, ClassSchema schema, FieldDefinition field)
    {
        if (field.Promoted)
            yield return SqlText.Of($"ALTER TABLE {Identifier.Table(snapshot, schema)} ADD COLUMN IF NOT EXISTS {Column(field)}");
        foreach (var sql in AddedIndexes(snapshot, schema, field))
            yield return sql;
    }

    /// <summary>Takes a field's values out of every row, so that a field of the same name and another type can follow.</summary>
    public static IEnumerable<SqlText> DropField(SchemaSnapshot snapshot, ClassSchema schema, FieldDefinition field)
    {
        var table = Identifier.Table(snapshot, schema);
        if (field.Type == FieldType.Relation)
        {
            yield return SqlText.Of($"DROP TABLE IF EXISTS {Identifier.JoinTable(snapshot, schema, field)}");
            yield break;
        }

        if (field.Promoted)
            yield return SqlText.Of($"ALTER TABLE {table} DROP COLUMN IF EXISTS {Identifier.Column(field)}");
        yield return SqlText.Of($"UPDATE {table} SET data = data - {Literal.Key(field)} WHERE data ? {Literal.Key(field)}");
    }

    /// <summary>Gives the default value to every object that has none.</summary>
    public static SqlText FillDefault(SchemaSnapshot snapshot, ClassSchema schema, FieldDefinition field)
    {
        var value = Literal.Json(ParseJsonText.Stored(field.DefaultValue!));
        return SqlText.Of($"UPDATE {Identifier.Table(snapshot, schema)} SET data = data || jsonb_build_object({Literal.Key(field)}, {value}::jsonb) WHERE NOT data ? {Literal.Key(field)}");
    }

    public static SqlText CreateIndex(SchemaSnapshot snapshot, ClassSchema schema, IndexDefinition index)
    {
        var table = Identifier.Table(snapshot, schema);
        var name = Identifier.Index(schema, index.Name);
        var rows = index.Filter(schema) is { } filter ? SqlText.Of($" WHERE {Condition(snapshot, schema, filter)}") : SqlText.Empty;
        if (index.Keys is [var only] && schema.Find(only.Field)!.Type == FieldType.Array)
            return SqlText.Of($"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin ({Identifier.Column(schema.Find(only.Field)!)}){rows}");

        if (index.Keys is [{ IsText: true } text])
            return SqlText.Of($"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin ({TextCompiler.Words(SqlText.Of($"{Identifier.Column(schema.Find(text.Field)!)}"), TextLanguage.English)}){rows}");

        var keys = SqlText.Join(", ", index.Keys.Select(key => Key(schema.Find(key.Field)!, key.Descending)));
        return index.Unique
            ? SqlText.Of($"CREATE UNIQUE INDEX IF NOT EXISTS {name} ON {table} ({keys}){rows}")
            : SqlText.Of($"CREATE INDEX IF NOT EXISTS {name} ON {table} ({keys}, \"objectId\"){rows}");
    }

    /// <summary>A filter as the condition of an index: by the compiler of queries, so that PostgreSQL sees that one implies the other.</summary>
    private static SqlText Condition(SchemaSnapshot snapshot, ClassSchema schema, Filter filter) =>
        FilterCompiler.Compile(new RowScope(new LiteralStatement(), snapshot, schema, Alias.Of(Identifier.OwnTable(schema)), RowAccess.All), filter);

    public static SqlText DropIndex(SchemaSnapshot snapshot, ClassSchema schema, IndexDefinition index) =>
        SqlText.Of($"DROP INDEX IF EXISTS {Identifier.Index(snapshot.DatabaseSchema, schema, index.Name)}");

    private static IEnumerable<FieldDefinition> Promoted(ClassSchema schema) => schema.CustomFields.Where(field => field.Promoted);

    private static SqlText Column(FieldDefinition field)
    {
        var (type, expression) = FieldLocator.Promotion(field);
        return SqlText.Of($"{Identifier.Column(field)} {type} GENERATED ALWAYS AS ({expression}) STORED");
    }

    private static IEnumerable<SqlText> AddedIndexes(SchemaSnapshot snapshot, ClassSchema schema, FieldDefinition field)
    {
        if (field.Type == FieldType.Relation)
        {
            var join = Identifier.JoinTable(snapshot, schema, field);
            yield return SqlText.Of($"CREATE TABLE IF NOT EXISTS {join} (\"owningId\" text NOT NULL, \"relatedId\" text NOT NULL, PRIMARY KEY (\"owningId\", \"relatedId\"))");
            yield return SqlText.Of($"CREATE INDEX IF NOT EXISTS {Identifier.Index(schema, $"auto:{field.Name}:related")} ON {join} (\"relatedId\", \"owningId\")");
        }
        else if (field is { Promoted: true, Type: FieldType.GeoPoint })
        {
            yield return SqlText.Of($"CREATE INDEX IF NOT EXISTS {Identifier.Index(schema, "auto:" + field.Name)} ON {Identifier.Table(snapshot, schema)} USING gist ({Identifier.Column(field)})");
        }
        else if (field.Promoted && field.Type == FieldType.Pointer)
        {
            // Rows of one target in the order they were made: what lists of children ask for.
            yield return SqlText.Of($"CREATE INDEX IF NOT EXISTS {Identifier.Index(schema, "auto:" + field.Name)} ON {Identifier.Table(snapshot, schema)} ({Identifier.Column(field)}, \"createdAt\", \"objectId\")");
        }
    }

    private static SqlText Key(FieldDefinition field, bool descending) => (field.IsSystem, descending) switch
    {
        (true, false) => SqlText.Of($"{Identifier.SystemColumn(field)}"),
        (true, true) => SqlText.Of($"{Identifier.SystemColumn(field)} DESC"),
        (false, false) => SqlText.Of($"{Identifier.Column(field)} ASC NULLS FIRST"),
        (false, true) => SqlText.Of($"{Identifier.Column(field)} DESC NULLS LAST"),
    };
}
