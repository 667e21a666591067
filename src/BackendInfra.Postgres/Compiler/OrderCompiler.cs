using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>ORDER BY, LIMIT and OFFSET.</summary>
internal static class OrderCompiler
{
    /// <summary>The keys of an order, as <see cref="SortOrder"/> completes it.</summary>
    /// <param name="reversed">The same order from its end.</param>
    public static SqlText Compile(RowScope scope, ImmutableArray<SortKey> order, bool reversed = false) =>
        SqlText.Join(", ", SortOrder.Complete(order).Select(key => Direction(Value(scope, key), key.Descending != reversed)));

    /// <summary><c>LIMIT</c> and <c>OFFSET</c> of a plan, with a leading space; empty when it has neither.</summary>
    /// <param name="extra">Rows to read beyond the limit.</param>
    public static SqlText Page(Statement statement, ReadPlan plan, int extra)
    {
        var limit = plan.Limit is { } l
            ? extra == 0 ? SqlText.Of($" LIMIT {statement.Add(l, OperandForm.Integer)}") : SqlText.Of($" LIMIT {statement.Add(l, OperandForm.Integer)} + {extra}")
            : SqlText.Empty;
        return plan.Skip is { } skip and not ConstantOperand { Value: Core.Values.NumberValue { Number: 0 } }
            ? SqlText.Of($"{limit} OFFSET {statement.Add(skip, OperandForm.Integer)}")
            : limit;
    }

    /// <summary>What a key sorts by.</summary>
    public static SortValue Value(RowScope scope, SortKey key)
    {
        var field = key.Path.Field!;
        if (key.DistanceFrom is { } from)
            return new SortValue(GeoCompiler.Distance(scope, field, from), OperandForm.Number, IsNullable: true);
        if (key.ScoreOf is { } text)
            return new SortValue(TextCompiler.Score(scope, text), OperandForm.Number, IsNullable: false);
        if (key.Path.IsNested)
            return new SortValue(SqlText.Of($"({scope.Row}.data #> {scope.Statement.Add([key.Path.Name, .. key.Path.Keys])})"), OperandForm.WireJson, IsNullable: true);
        var form = field.Type switch
        {
            FieldType.Number => OperandForm.Number,
            FieldType.Boolean => OperandForm.Boolean,
            FieldType.Date when field.IsSystem => OperandForm.Timestamp,
            FieldType.String or FieldType.Date or FieldType.Pointer or FieldType.Bytes => OperandForm.Text,
            _ => OperandForm.StoredJson,
        };
        return new SortValue(scope.Locate(field).SortKey, field.Name == Names.ObjectId ? OperandForm.Text : form, IsNullable: !field.IsSystem);
    }

    /// <summary>Unset first ascending and last descending, as MongoDB sorts; what cannot be NULL keeps PostgreSQL's default, as its index has.</summary>
    private static SqlText Direction(SortValue key, bool descending) => (descending, key.IsNullable) switch
    {
        (false, false) => SqlText.Of($"{key.Sql}"),
        (true, false) => SqlText.Of($"{key.Sql} DESC"),
        (false, true) => SqlText.Of($"{key.Sql} ASC NULLS FIRST"),
        (true, true) => SqlText.Of($"{key.Sql} DESC NULLS LAST"),
    };
}
