using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>The statement by which an upsert finds its object and holds it.</summary>
internal static class KeyCompiler
{
    private static readonly Alias Row = new('t', 0);

    /// <summary>A statement that returns the objectId and whether the caller may update the row, or no row.</summary>
    public static (SqlText Sql, IReadOnlyList<Parameter> Parameters) Compile(SchemaSnapshot snapshot, AuthorizedKey key)
    {
        var statement = new Statement();
        var scope = new RowScope(statement, snapshot, key.Class, Row, key.Access);
        var writable = key.Access == RowAccess.All
            ? SqlText.Of($"true")
            : SqlText.Of($"(_wperm IS NULL OR _wperm && {statement.Add(key.Principal.AclSubjects)})");
        if (key.Writable != Filter.All)
            writable = SqlText.Of($"{writable} AND coalesce({FilterCompiler.Compile(scope, key.Writable)}, false)");
        return (SqlText.Of($"SELECT {scope.ObjectId}, {writable} FROM {scope.Table} {Row} WHERE {FilterCompiler.Compile(scope, key.Where)} FOR UPDATE"), statement.Parameters);
    }
}
