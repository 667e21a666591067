using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Conditions that find rows by their place in an order, in the form that an index on its keys can begin at. See notes.md.</summary>
internal static class KeysetCompiler
{
    /// <summary>The rows behind a place.</summary>
    /// <param name="reversed">In the order from its end, so the rows in front of the place.</param>
    /// <param name="inclusive">With a row at the place itself.</param>
    public static SqlText Beyond(Statement statement, ImmutableArray<SortValue> order, RowPlace place, bool reversed, bool inclusive = false)
    {
        var parts = Split(statement, order, place, reversed, inclusive);
        return parts.Length == 1 ? parts[0] : SqlText.Of($"({parts[0]} OR {parts[1]})");
    }

    /// <summary>
    /// As <see cref="Beyond"/>, in one part or in two that follow each other in the order: where the place lies on one side of
    /// the rows whose first key is unset and some of what is beyond it on the other, no single range of an index holds both.
    /// </summary>
    public static ImmutableArray<SqlText> Split(Statement statement, ImmutableArray<SortValue> order, RowPlace place, bool reversed, bool inclusive = false)
    {
        var keys = order.Zip(place.Values, (key, value) => Bound.Of(statement, key, key.Descending != reversed, value)).ToImmutableArray();
        if (keys.All(key => !key.Value.IsNullable && key.Descending == keys[0].Descending))
            return [Rows(keys, inclusive)];
        var (first, rest) = (keys[0], Rest(keys, 1, inclusive));
        return (first.Value.IsNullable, first.Descending, first.Operand.IsEmpty) switch
        {
            (true, true, false) => [SqlText.Of($"({first.From} AND ({first.Strict} OR {rest}))"), first.IsUnset],
            (true, false, true) => [SqlText.Of($"({first.IsUnset} AND {rest})"), first.IsSet],
            _ => [Rest(keys, 0, inclusive)],
        };
    }

    /// <summary>Whether an index can hold the order, so that it is worth to ask for both parts of <see cref="Split"/> in turn.</summary>
    public static bool MayUseIndex(ImmutableArray<SortKey> order) =>
        SortOrder.Complete(order)[0] is { IsComputed: false, Path: { IsNested: false, Field: { Promoted: true, Type: not (FieldType.Array or FieldType.GeoPoint) } } };

    /// <summary>A row comparison: keys that are never unset, all of one direction.</summary>
    private static SqlText Rows(ImmutableArray<Bound> keys, bool inclusive)
    {
        var values = SqlText.Join(", ", keys.Select(key => key.Value.Sql));
        var operands = SqlText.Join(", ", keys.Select(key => key.Operand));
        return (keys[0].Descending, inclusive) switch
        {
            (false, false) => SqlText.Of($"({values}) > ({operands})"),
            (false, true) => SqlText.Of($"({values}) >= ({operands})"),
            (true, false) => SqlText.Of($"({values}) < ({operands})"),
            (true, true) => SqlText.Of($"({values}) <= ({operands})"),
        };
    }

    /// <summary>Expanded, a range of the key in front so that an index can begin there: <c>k &gt;= v AND (k &gt; v OR …)</c>.</summary>
    private static SqlText Rest(ImmutableArray<Bound> keys, int index, bool inclusive)
    {
        var key = keys[index];
        if (index == keys.Length - 1)
            return inclusive ? key.From : key.Strict;
        var rest = Rest(keys, index + 1, inclusive);
        if (key.Operand.IsEmpty)
            return key.Descending ? SqlText.Of($"({key.IsUnset} AND {rest})") : SqlText.Of($"({key.IsSet} OR {rest})");
        var (from, strict) = key is { Descending: true, Value.IsNullable: true }
            ? (SqlText.Of($"({key.From} OR {key.IsUnset})"), SqlText.Of($"{key.Strict} OR {key.IsUnset}"))
            : (key.From, key.Strict);
        return SqlText.Of($"({from} AND ({strict} OR {rest}))");
    }

    /// <param name="Operand">The place's value; empty when it is unset there.</param>
    private readonly record struct Bound(SortValue Value, bool Descending, SqlText Operand)
    {
        public SqlText Strict => Descending ? SqlText.Of($"{Value.Sql} < {Operand}") : SqlText.Of($"{Value.Sql} > {Operand}");

        public SqlText From => Descending ? SqlText.Of($"{Value.Sql} <= {Operand}") : SqlText.Of($"{Value.Sql} >= {Operand}");

        public SqlText IsUnset => SqlText.Of($"{Value.Sql} IS NULL");

        public SqlText IsSet => SqlText.Of($"{Value.Sql} IS NOT NULL");

        public static Bound Of(Statement statement, SortValue value, bool descending, Operand? operand) =>
            new(value, descending, operand is null ? SqlText.Empty : statement.Add(operand, value.Form));
    }
}
