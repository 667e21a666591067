using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>The row that an expression is about, and what is around it.</summary>
/// <param name="Row">The alias of the class's table.</param>
/// <param name="Nested">Which rows of every further class may be read.</param>
internal sealed record RowScope(Statement Statement, SchemaSnapshot Snapshot, ClassSchema Class, Alias Row, RowAccess Nested)
{
    /// <summary>A scope for a row of another class in the same statement.</summary>
    public RowScope Of(ClassSchema other) => this with { Class = other, Row = Statement.NextAlias() };

    public Identifier Table => Identifier.Table(Snapshot, Class);

    public SqlText ObjectId => SqlText.Of($"{Row}.\"objectId\"");

    public FieldLocator Locate(FieldDefinition field) => new(Row, field);

    /// <summary>As <see cref="Readable(RowAccess)"/>, with what the access gate demands besides.</summary>
    public SqlText Readable(RowAccess access, Filter demanded) => demanded == Filter.All
        ? Readable(access)
        : SqlText.Of($"{Readable(access)} AND {FilterCompiler.Compile(this, demanded)}");

    /// <summary>The condition that makes this row readable, ANDed outside of everything that a caller asks for (rule 9).</summary>
    public SqlText Readable(RowAccess access) => access == RowAccess.All
        ? SqlText.Of($"true")
        : SqlText.Of($"({Row}._rperm IS NULL OR {Row}._rperm && {Statement.Subjects()})");
}
