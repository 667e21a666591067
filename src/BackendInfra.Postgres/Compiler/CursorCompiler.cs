using BackendInfra.Core.Queries;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>A row's place in its order as the JSON text that a cursor is the base64 of: <c>["k:signature", value, …, "objectId"]</c>.</summary>
internal static class CursorCompiler
{
    public static SqlText Json(RowScope scope, ReadPlan plan)
    {
        var json = new JsonTemplate().Text("[\"k:").Hole(scope.Statement.Add(OrderSignature.Of(plan.Class, plan.Order), OperandForm.Text)).Text("\"");
        foreach (var value in OrderCompiler.Columns(scope, plan.Order, OrderCompiler.Values(scope, plan.Order)))
            json.Text(",").Hole(value.Json());
        return json.Text("]").ToSql();
    }

    /// <summary>The cursor itself. PostgreSQL breaks base64 into lines, which JSON could not hold.</summary>
    public static SqlText Encoded(SqlText json) => SqlText.Of($"translate(encode(convert_to({json}, 'UTF8'), 'base64'), E'\\n', '')");
}
