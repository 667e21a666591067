using System.Text;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Ddl;

namespace BackendInfra.Postgres.Sql;

/// <summary>A quoted name of a schema, table, column or index. Made from the registry's definitions only (rule 2).</summary>
internal readonly record struct Identifier
{
    private readonly string? _schema;
    private readonly string _name;

    private Identifier(string? schema, string name)
    {
        _schema = schema;
        _name = name;
    }

    public static Identifier Schema(string databaseSchema) => new(null, databaseSchema);

    public static Identifier Table(SchemaSnapshot snapshot, ClassSchema schema) => new(snapshot.DatabaseSchema, schema.Table);

    public static Identifier Table(string databaseSchema, ClassSchema schema) => new(databaseSchema, schema.Table);

    public static Identifier Table(string databaseSchema, AppTable table) => new(databaseSchema, table.Name);

    /// <summary>A table's name without its schema: how an index names the columns of its own table.</summary>
    public static Identifier OwnTable(ClassSchema schema) => new(null, schema.Table);

    /// <summary>A table that PostgreSQL itself has named.</summary>
    public static Identifier ExistingTable(string databaseSchema, string name) => new(databaseSchema, name);

    public static Identifier JoinTable(SchemaSnapshot snapshot, ClassSchema schema, FieldDefinition relation) =>
        new(snapshot.DatabaseSchema, schema.JoinTable(relation));

    /// <summary>The generated column of a promoted field.</summary>
    public static Identifier Column(FieldDefinition field) => new(null, field.Column);

    /// <summary>The column of a system field, which has the field's name.</summary>
    public static Identifier SystemColumn(FieldDefinition field) => new(null, field.Name);

    /// <summary>A table, function or trigger of an app that belongs to no class; the name is a text of our own.</summary>
    public static Identifier Own(string databaseSchema, string name) => new(databaseSchema, name);

    /// <summary>The same without its schema, as triggers want it.</summary>
    public static Identifier Own(string name) => new(null, name);

    public static Identifier Internal(InternalColumn column) => new(null, column.Name);

    /// <summary>An index's name: made from the names of the class and the index, shortened when it has to be.</summary>
    public static Identifier Index(ClassSchema schema, string name) => new(null, Names.Physical($"{schema.Name}.{name}"));

    /// <summary>The same index with its schema, as DROP wants it.</summary>
    public static Identifier Index(string databaseSchema, ClassSchema schema, string name) => new(databaseSchema, Names.Physical($"{schema.Name}.{name}"));

    /// <summary>Whether PostgreSQL means this one by a name that it reports.</summary>
    public bool IsNamed(string name) => _name == name;

    public void AppendTo(StringBuilder sql)
    {
        if (_schema is not null)
            Quote(sql, _schema).Append('.');
        Quote(sql, _name);
    }

    private static StringBuilder Quote(StringBuilder sql, string name) =>
        name.Contains('\0') ? throw new ArgumentException("An identifier cannot hold U+0000.", nameof(name))
        : sql.Append('"').Append(name.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
}
