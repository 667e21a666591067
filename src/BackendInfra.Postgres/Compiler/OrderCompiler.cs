using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>ORDER BY, LIMIT and OFFSET.</summary>
internal static class OrderCompiler
{
    /// <summary>The keys of an order, as <see cref="SortOrder"/> completes it.</summary>
    public static SqlText Compile(RowScope scope, ImmutableArray<SortKey> order) => Join(Values(scope, order), reversed: false);

    /// <param name="reversed">The same order from its end.</param>
    public static SqlText Join(ImmutableArray<SortValue> values, bool reversed) => SqlText.Join(", ", values.Select(value => value.Direction(reversed)));

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

    /// <summary>What rows are sorted by: the keys of the complete order.</summary>
    public static ImmutableArray<SortValue> Values(RowScope scope, ImmutableArray<SortKey> order) =>
        [.. SortOrder.Complete(order).Select(key => Value(scope, key, 0) with { Descending = key.Descending })];

    /// <summary>As <see cref="Values"/>, where keys that have to be computed are columns of the row already.</summary>
    public static ImmutableArray<SortValue> Columns(RowScope scope, ImmutableArray<SortKey> order, ImmutableArray<SortValue> values) =>
        [.. SortOrder.Complete(order).Select((key, i) => key.IsComputed ? values[i] with { Sql = SqlText.Of($"{scope.Row}.{new Alias('k', i)}") } : values[i])];

    private static SortValue Value(RowScope scope, SortKey key, int step)
    {
        if (step < key.Via.Length)
            return Behind(scope, key, step);
        var field = key.Path.Field!;
        if (key.DistanceFrom is { } from)
            return new SortValue(GeoCompiler.Distance(scope, field, from), OperandForm.Number, IsNullable: true, key.Descending);
        if (key.ScoreOf is { } text)
            return new SortValue(TextCompiler.Score(scope, text), OperandForm.Number, IsNullable: false, key.Descending);
        if (key.Path.IsNested)
            return new SortValue(SqlText.Of($"({scope.Row}.data #> {scope.Statement.Add([key.Path.Name, .. key.Path.Keys])})"), OperandForm.WireJson, IsNullable: true, key.Descending);
        var place = scope.Locate(field);
        return field.Type switch
        {
            FieldType.File => new(SqlText.Of($"{place.Json}->>'name'"), OperandForm.Text, IsNullable: true, key.Descending),
            FieldType.Date when field.IsSystem => new(place.SortKey, OperandForm.Timestamp, IsNullable: false, key.Descending),
            FieldType.Number => new(place.SortKey, OperandForm.Number, IsNullable: true, key.Descending),
            FieldType.Boolean => new(place.SortKey, OperandForm.Boolean, IsNullable: true, key.Descending),
            FieldType.String or FieldType.Date or FieldType.Pointer or FieldType.Bytes => new(place.SortKey, OperandForm.Text, !field.IsSystem, key.Descending),
            _ => new(place.SortKey, OperandForm.StoredJson, IsNullable: true, key.Descending),
        };
    }

    /// <summary>A key of another object: unset where the pointer leads to nothing, or to what the caller may not read.</summary>
    private static SortValue Behind(RowScope scope, SortKey key, int step)
    {
        var (field, target) = (key.Via[step].Field, scope.Of(key.Via[step].Target));
        var readable = target.Readable(scope.Nested, key.Via[step].Readable);
        if (field.Type == FieldType.Relation)
        {
            var join = scope.Statement.NextAlias('j');
            var members = SqlText.Of($"(SELECT count(*) FROM {Identifier.JoinTable(scope.Snapshot, scope.Class, field)} {join} JOIN {target.Table} {target.Row} ON {target.ObjectId} = {join}.\"relatedId\" WHERE {join}.\"owningId\" = {scope.ObjectId} AND {readable})");
            return new SortValue(members, OperandForm.Integer, IsNullable: false, key.Descending);
        }

        var value = Value(target, key, step + 1);
        return value with { Sql = SqlText.Of($"(SELECT {value.Sql} FROM {target.Table} {target.Row} WHERE {target.ObjectId} = {scope.Locate(field).Text} AND {readable})"), IsNullable = true };
    }
}
