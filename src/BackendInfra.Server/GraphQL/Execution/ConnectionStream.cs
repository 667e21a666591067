using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>
/// Writes a root connection while its rows still come, once they are too many to be gathered. Nothing in it can make the
/// connection itself null: its nodes are nullable, and that is where a missing value stops.
/// </summary>
/// <param name="limit">How many rows the page has at most; one more may come, which only tells that there is one.</param>
/// <param name="begin">Writes all that stands in front of the connection's value.</param>
internal sealed class ConnectionStream(OperationAnswer answer, ConnectionField field, int limit, Func<CancellationToken, ValueTask> begin)
{
    /// <summary>So much is gathered before anything is sent, so that errors until then are proper answers.</summary>
    private const int BeginAt = 1024 * 1024;

    private const int GoOnAt = 128 * 1024;

    private readonly ConnectionParts _parts = new(answer, field);
    private string _separator = "{";
    private string? _start;
    private string? _end;
    private int _written;

    /// <summary>How many bytes of rows may gather before they are sent on.</summary>
    public int Room => HasBegun ? GoOnAt : BeginAt;

    public bool HasBegun { get; private set; }

    /// <summary>A page that is read from its end, or that stands twice in the answer, has to be gathered.</summary>
    public static bool CanWrite(ConnectionField field)
    {
        var plan = field.Read.Read.Plan;
        return plan is { ReturnsRows: true, FromEnd: false } && ((ConnectionSelection)plan.Selection).Parts.Count(IsList) == 1;
    }

    /// <summary>Sends on the rows that have gathered, and forgets them.</summary>
    public async ValueTask DrainAsync(RowBuffer rows, CancellationToken cancellationToken)
    {
        if (!HasBegun)
        {
            HasBegun = true;
            await begin(cancellationToken);
            if (!answer.IsNull)
                Head(rows);
        }

        // With a field in front of this one that must not be null and is, there is no data to send.
        if (!answer.IsNull)
        {
            Write(rows);
            await answer.SendAsync(cancellationToken);
        }

        rows.ClearRows();
    }

    /// <summary>Writes the rest, when all rows have come.</summary>
    public void Complete(RowBuffer rows)
    {
        Write(rows);
        answer.Raw("]");
        var page = new PageFacts(rows.Around.Follow || rows.Rows > limit, rows.Around.Precede, _start, _end);
        foreach (var info in _parts.All.OfType<PageInfoPart>())
        {
            _parts.Key(ref _separator, info.Key);
            _parts.PageInfo(info, page);
        }

        answer.Raw("}");
    }

    /// <summary>What is known before the rows, up to the beginning of the list. What is told of the page has to come behind it.</summary>
    private void Head(RowBuffer rows)
    {
        foreach (var part in _parts.All.Where(part => part is CountPart or SummaryPart or ConstantPart))
        {
            _parts.Key(ref _separator, part.Key);
            if (part is ConstantPart constant)
                answer.Raw(constant.Json);
            else if (part is SummaryPart summary)
                _parts.Summary(summary, rows);
            else
                _parts.Count(rows);
        }

        _parts.Key(ref _separator, _parts.All.First(IsList).Key);
        answer.Raw("[");
    }

    private void Write(RowBuffer rows)
    {
        var list = _parts.All.First(IsList);
        var hasMissing = rows.HasMissing;
        for (var row = 0; row < rows.Kept && _written < limit; row++, _written++)
        {
            if (_written > 0)
                answer.Raw(",");
            _parts.Row(list, rows, row, _written, hasMissing);
            if (!_parts.HasCursors)
                continue;
            if (_written == 0)
                _start = _parts.Cursor(rows, row);
            if (row == rows.Kept - 1 || _written == limit - 1)
                _end = _parts.Cursor(rows, row);
        }
    }

    private static bool IsList(ConnectionPart part) => part is EdgesPart or NodesPart;
}
