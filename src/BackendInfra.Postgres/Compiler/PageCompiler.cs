using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>One page of the rows that a source gives: found, ordered and cut, and what is around it.</summary>
internal sealed class PageCompiler
{
    private readonly RowScope _row;
    private readonly ReadPlan _plan;
    private readonly SqlText _source;
    private readonly ImmutableArray<SortValue> _order;
    private readonly bool _mayUseIndex;
    private readonly int _extra;

    /// <param name="row">The scope of the source's rows.</param>
    /// <param name="source">FROM and WHERE.</param>
    /// <param name="isTable">Whether the source is the class's table itself, so that an index may give the order.</param>
    public PageCompiler(RowScope row, ReadPlan plan, SqlText source, bool isTable)
    {
        (_row, _plan, _source) = (row, plan, source);
        _extra = plan.Selection is ConnectionSelection connection && connection.ReadsOneMore(plan.FromEnd) ? 1 : 0;
        _mayUseIndex = isTable && plan.DistinctOn.IsEmpty && KeysetCompiler.MayUseIndex(plan.Order);
        _order = OrderCompiler.Values(row, plan.Order);
        if (plan.Selection is ConnectionSelection && plan.Order.Any(key => key.IsComputed))
            (_source, _order) = WithColumns(source);
        _source = DistinctCompiler.First(row, plan, _source, _order);
    }

    /// <summary>What has to be computed for an order is computed once for each row, and stays a column of it for its cursor.</summary>
    private (SqlText Source, ImmutableArray<SortValue> Order) WithColumns(SqlText source)
    {
        var columns = OrderCompiler.Columns(_row, _plan.Order, _order);
        var computed = columns.Index().Where(column => column.Item.Sql != _order[column.Index].Sql).Select(column => SqlText.Of($", {_order[column.Index].Sql} AS {new Alias('k', column.Index)}"));
        return (SqlText.Of($"(SELECT {_row.Row}.*{SqlText.Join("", computed)} FROM {source} OFFSET 0) {_row.Row} WHERE true"), columns);
    }

    /// <summary>Where the scan begins, and the rows between there and where it must end.</summary>
    private RowPlace? Start => _plan.FromEnd ? _plan.Before : _plan.After;

    private SqlText Ending => (_plan.FromEnd ? _plan.After : _plan.Before) is { } end
        ? SqlText.Of($"{_source} AND {KeysetCompiler.Beyond(_row.Statement, _order, end, !_plan.FromEnd)}")
        : _source;

    private SqlText Bounded => Start is { } start ? SqlText.Of($"{Ending} AND {KeysetCompiler.Beyond(_row.Statement, _order, start, _plan.FromEnd)}") : Ending;

    /// <summary>The keys in their own direction.</summary>
    public SqlText Forwards => OrderCompiler.Join(_order, reversed: false);

    /// <summary>The keys in the direction in which the page is read.</summary>
    public SqlText Order => OrderCompiler.Join(_order, _plan.FromEnd);

    /// <summary>How many rows of <see cref="Bounded"/> are passed over.</summary>
    public SqlText Offset => (_plan.Skip, _plan.Window) switch
    {
        _ when _plan.FromEnd => SqlText.Of($"0"),
        (null, null) => SqlText.Of($"0"),
        ({ } skip, null) => Number(skip),
        (_, { } window) => SqlText.Of($"{Skipped} + greatest(0, least({Number(window)}, {Size} - {Skipped}) - {Limit})"),
    };

    public SqlText Limit => Number(_plan.Limit!);

    private SqlText Skipped => _plan.Skip is { } skip ? Number(skip) : SqlText.Of($"0");

    private SqlText Size => SqlText.Of($"(SELECT count(*) FROM {Bounded})");

    /// <summary>The page's rows; those of one that is read from the end come in reverse.</summary>
    /// <param name="columns">What is selected of the rows.</param>
    public SqlText Rows(SqlText columns)
    {
        if (Start is not { } start || !_mayUseIndex || _plan.Window is not null || (_plan.FromEnd && _plan.Skip is not null))
            return SqlText.Of($"SELECT {columns} FROM {Bounded} ORDER BY {Order}{Cut}");
        var parts = KeysetCompiler.Split(_row.Statement, _order, start, _plan.FromEnd);
        if (parts.Length == 1)
            return SqlText.Of($"SELECT {columns} FROM {Ending} AND {parts[0]} ORDER BY {Order}{Cut}");

        // Each part is one range of an index; together they would be none.
        var most = SqlText.Of($" LIMIT {Limit} + {_extra}{(_plan.Skip is { } skip ? SqlText.Of($" + {Number(skip)}") : SqlText.Empty)}");
        var ranges = parts.Select(part => SqlText.Of($"(SELECT {_row.Row}.* FROM {Ending} AND {part} ORDER BY {Order}{most})"));
        return SqlText.Of($"SELECT {columns} FROM ({SqlText.Join(" UNION ALL ", ranges)}) {_row.Row} ORDER BY {Order}{Cut}");
    }

    /// <summary>Whether more than the page must be looked at to know if rows precede it, and if rows follow it.</summary>
    public static (bool Precede, bool Follow) Looks(ReadPlan plan) => plan is { ReturnsRows: true, Selection: ConnectionSelection asked }
        ? (asked.AsksForPreviousPage && (plan.After is not null || plan.Skip is not null || plan.Window is not null), asked.AsksForNextPage && plan.Before is not null)
        : (false, false);

    /// <summary>Whether rows precede the page, beside what the row beyond the limit tells.</summary>
    public SqlText Precede()
    {
        var looks = new List<SqlText>();
        if (_plan.After is { } after)
            looks.Add(Finds(after, reversed: true));
        if (_plan.Skip is { } skip)
            looks.Add(SqlText.Of($"({Number(skip)} > 0 AND EXISTS (SELECT 1 FROM {_source}))"));
        if (_plan.Window is { } window)
            looks.Add(SqlText.Of($"least({Number(window)}, {Size} - {Skipped}) > {Limit}"));
        return SqlText.Join(" OR ", looks);
    }

    /// <summary>Likewise, whether rows follow it.</summary>
    public SqlText Follow() => Finds(_plan.Before!, reversed: false);

    /// <summary>Whether a row is at a place or beyond it, looked for from there on: most often it is the very row that the cursor was made of.</summary>
    private SqlText Finds(RowPlace place, bool reversed)
    {
        var order = OrderCompiler.Join(_order, reversed);
        return SqlText.Join(" OR ", KeysetCompiler.Split(_row.Statement, _order, place, reversed, inclusive: true).Select(part => SqlText.Of($"(SELECT true FROM {_source} AND {part} ORDER BY {order} LIMIT 1) IS NOT NULL")));
    }

    private SqlText Cut => _plan switch
    {
        { FromEnd: true, Skip: { } skip } => SqlText.Of($" LIMIT greatest(0, least({Limit} + {_extra}, {Size} - {Number(skip)}))"),
        { Window: not null } => SqlText.Of($" LIMIT {Limit} + {_extra} OFFSET {Offset}"),
        _ => OrderCompiler.Page(_row.Statement, _plan, _extra),
    };

    private SqlText Number(Operand operand) => _row.Statement.Add(operand, OperandForm.Integer);
}
