using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>One row for each different combination of some fields' values: a source of rows, FROM and WHERE, made of another.</summary>
internal static class DistinctCompiler
{
    /// <summary>The first row of each in an order.</summary>
    public static SqlText First(RowScope row, ReadPlan plan, SqlText source, ImmutableArray<SortValue> order)
    {
        if (plan.DistinctOn.IsEmpty)
            return source;
        var values = Values(row, plan);
        return SqlText.Of($"(SELECT DISTINCT ON ({values}) {row.Row}.* FROM {source} ORDER BY {values}, {OrderCompiler.Join(order, reversed: false)}) {row.Row} WHERE true");
    }

    /// <summary>The combinations alone, for counting.</summary>
    public static SqlText Combinations(RowScope row, ReadPlan plan, SqlText source) => plan.DistinctOn.IsEmpty
        ? source
        : SqlText.Of($"(SELECT DISTINCT {Values(row, plan)} FROM {source}) {row.Row}");

    private static SqlText Values(RowScope row, ReadPlan plan) =>
        SqlText.Join(", ", plan.DistinctOn.Select(path => OrderCompiler.Values(row, [new SortKey(path)])[0].Sql));
}
