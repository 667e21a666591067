using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>Writes a root connection all of whose rows are there.</summary>
internal sealed class ConnectionWriter
{
    private readonly OperationAnswer _answer;
    private readonly RowBuffer _rows;
    private readonly ConnectionParts _parts;
    private readonly bool _hasMissing;
    private readonly int _first;
    private readonly int _end;
    private readonly PageFacts _page;

    public ConnectionWriter(OperationAnswer answer, ConnectionField field, RowBuffer rows, IReadOnlyDictionary<string, object?> variables)
    {
        var plan = field.Read.Read.Plan;
        _answer = answer;
        _rows = rows;
        _parts = new ConnectionParts(answer, field);
        _hasMissing = rows.HasMissing;

        // The row beyond the limit is the last one, or the first of a page that is read from the end.
        var more = Math.Max(0, rows.Rows - field.Paging.Resolve(variables).Limit);
        _first = plan.FromEnd ? more : 0;
        _end = plan.FromEnd ? rows.Rows : rows.Rows - more;
        var hasCursors = _parts.HasCursors && _first < _end;
        _page = new PageFacts(
            rows.Around.Follow || (more > 0 && !plan.FromEnd),
            rows.Around.Precede || (more > 0 && plan.FromEnd),
            hasCursors ? _parts.Cursor(rows, _first) : null,
            hasCursors ? _parts.Cursor(rows, _end - 1) : null);
    }

    public void Write()
    {
        var separator = "{";
        foreach (var part in _parts.All)
        {
            _parts.Key(ref separator, part.Key);
            switch (part)
            {
                case EdgesPart or NodesPart:
                    List(part);
                    break;
                case PageInfoPart info:
                    _parts.PageInfo(info, _page);
                    break;
                case CountPart:
                    _parts.Count(_rows);
                    break;
                case SummaryPart summary:
                    _parts.Summary(summary, _rows);
                    break;
                case ConstantPart constant:
                    _answer.Raw(constant.Json);
                    break;
            }
        }

        _answer.Raw("}");
    }

    private void List(ConnectionPart list)
    {
        _answer.Raw("[");
        for (var row = _first; row < _end; row++)
        {
            if (row > _first)
                _answer.Raw(",");
            _parts.Row(list, _rows, row, row - _first, _hasMissing);
        }

        _answer.Raw("]");
    }
}
