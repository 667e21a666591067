using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>ORDER BY, LIMIT and OFFSET.</summary>
internal static class OrderCompiler
{
    /// <summary>
    /// The keys of an order. It always ends in the objectId, in the direction of the last key, so that an index on
    /// (key, objectId) serves it forwards or backwards. Without keys, rows come as they were made.
    /// </summary>
    /// <param name="reversed">The same order from its end.</param>
    public static SqlText Compile(RowScope scope, ImmutableArray<SortKey> order, bool reversed = false)
    {
        var keys = order.IsEmpty ? [new SortKey(FieldPath.Of(FieldDefinition.CreatedAt))] : order;
        var parts = new List<SqlText>();
        var descending = false;
        foreach (var key in keys)
        {
            // An unknown field is unset in every row and orders nothing.
            if (key.Path.Field is not { } field)
                continue;
            descending = key.Descending != reversed;
            parts.Add(Key(scope, key, field, descending));
            if (field.Name == Names.ObjectId)
                return SqlText.Join(", ", parts);
        }

        if (parts.Count == 0)
            descending = reversed;
        parts.Add(Direction(scope.ObjectId, descending, isNullable: false));
        return SqlText.Join(", ", parts);
    }

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

    private static SqlText Key(RowScope scope, SortKey key, FieldDefinition field, bool descending) => key switch
    {
        { DistanceFrom: { } from } => Direction(GeoCompiler.Distance(scope, field, from), descending, isNullable: true),
        { ScoreOf: { } text } => Direction(TextCompiler.Score(scope, text), descending, isNullable: false),
        _ => Key(scope, key.Path, field, descending),
    };

    private static SqlText Key(RowScope scope, FieldPath path, FieldDefinition field, bool descending) =>
        path.IsNested
            ? Direction(SqlText.Of($"({scope.Row}.data #> {scope.Statement.Add([path.Name, .. path.Keys])})"), descending, isNullable: true)
            : Direction(scope.Locate(field).SortKey, descending, isNullable: !field.IsSystem);

    /// <summary>Unset first ascending and last descending, as MongoDB sorts; what cannot be NULL keeps PostgreSQL's default, as its index has.</summary>
    private static SqlText Direction(SqlText key, bool descending, bool isNullable) => (descending, isNullable) switch
    {
        (false, false) => SqlText.Of($"{key}"),
        (true, false) => SqlText.Of($"{key} DESC"),
        (false, true) => SqlText.Of($"{key} ASC NULLS FIRST"),
        (true, true) => SqlText.Of($"{key} DESC NULLS LAST"),
    };
}
