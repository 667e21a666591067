using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Ddl;

/// <summary>The DDL that leads from one snapshot to another.</summary>
internal static class SchemaDifference
{
    /// <param name="fillsDefaults">Whether objects without a value for a field that becomes required get its default value.</param>
    public static IEnumerable<SqlText> Statements(SchemaSnapshot before, SchemaSnapshot after, bool fillsDefaults = false)
    {
        foreach (var dropped in before.Classes.Where(c => after.Find(c.Name) is null))
        {
            foreach (var sql in ClassTable.Drop(before, dropped))
                yield return sql;
        }

        foreach (var schema in after.Classes)
        {
            var statements = before.Find(schema.Name) is { } old ? Changes(before, old, after, schema, fillsDefaults) : ClassTable.Create(after, schema);
            foreach (var sql in statements)
                yield return sql;
        }
    }

    /// <summary>The tables that are there already and that the statements lock, in one order for all changes.</summary>
    public static IReadOnlyList<Identifier> Tables(SchemaSnapshot before, SchemaSnapshot after)
    {
        var tables = new List<Identifier>();
        foreach (var old in before.Classes)
        {
            var schema = after.Find(old.Name);
            if (schema is not null && !Changes(before, old, after, schema, fillsDefaults: true).Any())
                continue;
            tables.Add(Identifier.Table(before, old));
            tables.AddRange(old.CustomFields
                .Where(field => field.Type == FieldType.Relation && !IsSameField(field, schema?.Find(field.Name)))
                .Select(relation => Identifier.JoinTable(before, old, relation)));
        }

        return tables;
    }

    /// <summary>The classes whose definition differs, or is new.</summary>
    public static IEnumerable<ClassSchema> Changed(SchemaSnapshot before, SchemaSnapshot after) =>
        after.Classes.Where(schema => !ReferenceEquals(before.Find(schema.Name), schema));

    /// <summary>Fields of an existing table that get a generated column, which rewrites it.</summary>
    public static IEnumerable<(ClassSchema Class, FieldDefinition Field)> Promotions(SchemaSnapshot before, SchemaSnapshot after) =>
        from schema in Changed(before, after)
        let old = before.Find(schema.Name)
        where old is not null
        from f in schema.CustomFields
        where f.Promoted && old.Find(f.Name) is not { Promoted: true }
        select (schema, f);

    /// <summary>Fields that become required in a class that may hold objects without them.</summary>
    public static IEnumerable<FieldDefinition> NewlyRequired(ClassSchema old, ClassSchema schema) => schema.CustomFields.Where(field =>
        field is { Required: true, IsStoredInData: true } && (old.Find(field.Name) is not { Required: true } existing || !IsSameField(field, existing)));

    private static IEnumerable<SqlText> Changes(SchemaSnapshot before, ClassSchema old, SchemaSnapshot after, ClassSchema schema, bool fillsDefaults)
    {
        if (ReferenceEquals(old, schema))
            yield break;

        foreach (var index in old.Indexes.Where(index => !schema.Indexes.Contains(index)))
            yield return ClassTable.DropIndex(before, old, index);

        // A field that was deleted and added again with another type counts as both.
        foreach (var field in old.CustomFields.Where(field => !IsSameField(field, schema.Find(field.Name))))
        {
            foreach (var sql in ClassTable.DropField(before, old, field))
                yield return sql;
        }

        foreach (var field in schema.CustomFields)
        {
            var existing = old.Find(field.Name);
            if (existing is not null && IsSameField(field, existing) && existing.Promoted == field.Promoted)
                continue;
            foreach (var sql in ClassTable.AddField(after, schema, field))
                yield return sql;
        }

        if (fillsDefaults)
        {
            foreach (var field in NewlyRequired(old, schema).Where(field => field.DefaultValue is not null))
                yield return ClassTable.FillDefault(after, schema, field);
        }

        foreach (var index in schema.Indexes.Where(index => !old.Indexes.Contains(index)))
            yield return ClassTable.CreateIndex(after, schema, index);
    }

    private static bool IsSameField(FieldDefinition field, FieldDefinition? other) =>
        other is not null && field.Type == other.Type && field.TargetClass == other.TargetClass;
}
