using BackendInfra.Core.Classes;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Whether a row is the caller's own. His id is a parameter, so one statement serves all users.</summary>
internal static class CallerCompiler
{
    public static SqlText Compile(RowScope scope, CallerFilter filter)
    {
        SqlText[] fields = [.. filter.Fields.Select(field => Names(scope, field)).Where(condition => !condition.IsEmpty)];
        return fields.Length == 0 ? SqlText.Of($"false") : SqlText.Of($"({SqlText.Join(" OR ", fields)})");
    }

    private static SqlText Names(RowScope scope, FieldDefinition field) => field switch
    {
        { Name: Core.Schema.Names.ObjectId } => SqlText.Of($"{scope.ObjectId} = {scope.Statement.CallerId()}"),
        { Type: FieldType.Pointer, TargetClass: UserClass.Name } => SqlText.Of($"{scope.Locate(field).Text} = {scope.Statement.CallerId()}"),
        { Type: FieldType.Array } => SqlText.Of($"{scope.Locate(field).Json} @> {scope.Statement.CallerPointers()}"),
        _ => SqlText.Empty,
    };
}
