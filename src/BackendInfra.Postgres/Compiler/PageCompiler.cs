using BackendInfra.Core.Queries;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>One page of the rows that a source gives: found, ordered and cut, and what is around it.</summary>
/// <param name="row">The scope of the source's rows.</param>
/// <param name="source">FROM and WHERE.</param>
/// <param name="isTable">Whether the source is the class's table itself, so that an index may give the order.</param>
internal sealed class PageCompiler(RowScope row, ReadPlan plan, SqlText source, bool isTable)
{
    private readonly int _extra = plan.Selection is ConnectionSelection connection && connection.ReadsOneMore(plan.FromEnd) ? 1 : 0;

    /// <summary>Where the scan begins, and the rows between there and where it must end.</summary>
    private RowPlace? Start => plan.FromEnd ? plan.Before : plan.After;

    private SqlText Ending => (plan.FromEnd ? plan.After : plan.Before) is { } end
        ? SqlText.Of($"{source} AND {KeysetCompiler.Beyond(row, plan.Order, end, !plan.FromEnd)}")
        : source;

    private SqlText Bounded => Start is { } start ? SqlText.Of($"{Ending} AND {KeysetCompiler.Beyond(row, plan.Order, start, plan.FromEnd)}") : Ending;

    private SqlText Order => OrderCompiler.Compile(row, plan.Order, plan.FromEnd);

    /// <summary>How many rows of <see cref="Bounded"/> are passed over.</summary>
    public SqlText Offset => (plan.Skip, plan.Window) switch
    {
        _ when plan.FromEnd => SqlText.Of($"0"),
        (null, null) => SqlText.Of($"0"),
        ({ } skip, null) => Number(skip),
        (_, { } window) => SqlText.Of($"{Skipped} + greatest(0, least({Number(window)}, {Size} - {Skipped}) - {Limit})"),
    };

    public SqlText Limit => Number(plan.Limit!);

    private SqlText Skipped => plan.Skip is { } skip ? Number(skip) : SqlText.Of($"0");

    private SqlText Size => SqlText.Of($"(SELECT count(*) FROM {Bounded})");

    /// <summary>The page's rows; those of one that is read from the end come in reverse.</summary>
    /// <param name="columns">What is selected of the rows.</param>
    public SqlText Rows(SqlText columns)
    {
        if (Start is not { } start || !isTable || !KeysetCompiler.MayUseIndex(plan.Order) || plan.Window is not null || (plan.FromEnd && plan.Skip is not null))
            return SqlText.Of($"SELECT {columns} FROM {Bounded} ORDER BY {Order}{Cut}");
        var parts = KeysetCompiler.Split(row, plan.Order, start, plan.FromEnd);
        if (parts.Length == 1)
            return SqlText.Of($"SELECT {columns} FROM {Ending} AND {parts[0]} ORDER BY {Order}{Cut}");

        // Each part is one range of an index; together they would be none.
        var most = SqlText.Of($" LIMIT {Limit} + {_extra}{(plan.Skip is { } skip ? SqlText.Of($" + {Number(skip)}") : SqlText.Empty)}");
        var ranges = parts.Select(part => SqlText.Of($"(SELECT {row.Row}.* FROM {Ending} AND {part} ORDER BY {Order}{most})"));
        return SqlText.Of($"SELECT {columns} FROM ({SqlText.Join(" UNION ALL ", ranges)}) {row.Row} ORDER BY {Order}{Cut}");
    }

    /// <summary>Whether more than the page must be looked at to know if rows precede it, and if rows follow it.</summary>
    public static (bool Precede, bool Follow) Looks(ReadPlan plan) => plan is { ReturnsRows: true, Selection: ConnectionSelection asked }
        ? (asked.AsksForPreviousPage && (plan.After is not null || plan.Skip is not null || plan.Window is not null), asked.AsksForNextPage && plan.Before is not null)
        : (false, false);

    /// <summary>Whether rows precede the page, beside what the row beyond the limit tells.</summary>
    public SqlText Precede()
    {
        var looks = new List<SqlText>();
        if (plan.After is { } after)
            looks.Add(Finds(after, reversed: true));
        if (plan.Skip is { } skip)
            looks.Add(SqlText.Of($"({Number(skip)} > 0 AND EXISTS (SELECT 1 FROM {source}))"));
        if (plan.Window is { } window)
            looks.Add(SqlText.Of($"least({Number(window)}, {Size} - {Skipped}) > {Limit}"));
        return SqlText.Join(" OR ", looks);
    }

    /// <summary>Likewise, whether rows follow it.</summary>
    public SqlText Follow() => Finds(plan.Before!, reversed: false);

    /// <summary>Whether a row is at a place or beyond it, looked for from there on: most often it is the very row that the cursor was made of.</summary>
    private SqlText Finds(RowPlace place, bool reversed)
    {
        var order = OrderCompiler.Compile(row, plan.Order, reversed);
        return SqlText.Join(" OR ", KeysetCompiler.Split(row, plan.Order, place, reversed, inclusive: true).Select(part => SqlText.Of($"(SELECT true FROM {source} AND {part} ORDER BY {order} LIMIT 1) IS NOT NULL")));
    }

    private SqlText Cut => plan switch
    {
        { FromEnd: true, Skip: { } skip } => SqlText.Of($" LIMIT greatest(0, least({Limit} + {_extra}, {Size} - {Number(skip)}))"),
        { Window: not null } => SqlText.Of($" LIMIT {Limit} + {_extra} OFFSET {Offset}"),
        _ => OrderCompiler.Page(row.Statement, plan, _extra),
    };

    private SqlText Number(Operand operand) => row.Statement.Add(operand, OperandForm.Integer);
}
