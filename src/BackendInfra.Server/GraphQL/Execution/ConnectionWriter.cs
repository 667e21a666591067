using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>Writes a root connection around the texts of its rows.</summary>
internal sealed class ConnectionWriter
{
    private readonly OperationAnswer _answer;
    private readonly ConnectionField _field;
    private readonly RowBuffer _rows;
    private readonly NodePart[] _nodes;
    private readonly bool _hasMissing;
    private readonly int _columns;
    private readonly int _first;
    private readonly int _end;
    private readonly bool _hasNextPage;
    private readonly bool _hasPreviousPage;

    public ConnectionWriter(OperationAnswer answer, ConnectionField field, RowBuffer rows, IReadOnlyDictionary<string, object?> variables)
    {
        var plan = field.Read.Read.Plan;
        var selection = (ConnectionSelection)plan.Selection;
        _answer = answer;
        _field = field;
        _rows = rows;
        _nodes = [.. selection.Nodes];
        _columns = _nodes.Length + (selection.AsksForCursors ? 1 : 0);
        _hasMissing = rows.HasMissing;

        // The row beyond the limit is the last one, or the first of a page that is read from the end.
        var more = Math.Max(0, rows.Rows - field.Paging.Resolve(variables).Limit);
        _first = plan.FromEnd ? more : 0;
        _end = plan.FromEnd ? rows.Rows : rows.Rows - more;
        _hasNextPage = rows.Around.Follow || (more > 0 && !plan.FromEnd);
        _hasPreviousPage = rows.Around.Precede || (more > 0 && plan.FromEnd);
    }

    public void Write()
    {
        var (separator, summaries) = ("{", 0);
        foreach (var part in ((ConnectionSelection)_field.Read.Read.Plan.Selection).Parts)
        {
            Key(ref separator, part.Key);
            switch (part)
            {
                case EdgesPart edges:
                    Edges(edges);
                    break;
                case NodesPart nodes:
                    Nodes(nodes);
                    break;
                case PageInfoPart info:
                    PageInfo(info);
                    break;
                case CountPart:
                    _answer.Raw(_rows.TotalCount.ToString(System.Globalization.CultureInfo.InvariantCulture));
                    break;
                case SummaryPart summary:
                    _answer.Raw(_answer.Object(_field, _rows.SummaryText(summaries++), _hasMissing, summary.Key));
                    break;
                case ConstantPart constant:
                    _answer.Raw(constant.Json);
                    break;
            }
        }

        _answer.Raw("}");
    }

    private void Key(ref string separator, string key)
    {
        _answer.Raw(separator);
        _answer.Raw("\"");
        _answer.Raw(key);
        _answer.Raw("\":");
        separator = ",";
    }

    private void Edges(EdgesPart edges)
    {
        _answer.Raw("[");
        for (var row = _first; row < _end; row++)
        {
            if (row > _first)
                _answer.Raw(",");
            Edge(edges, row);
        }

        _answer.Raw("]");
    }

    private void Nodes(NodesPart nodes)
    {
        _answer.Raw("[");
        for (var row = _first; row < _end; row++)
        {
            if (row > _first)
                _answer.Raw(",");
            Node(nodes.Node, row, nodes.Key, row - _first);
        }

        _answer.Raw("]");
    }

    private void Node(NodePart node, int row, params ImmutableArray<object> at) =>
        _answer.Raw(_answer.Object(_field, _rows.Cell((row * _columns) + Array.IndexOf(_nodes, node)), _hasMissing, at));

    private void Edge(EdgesPart edges, int row)
    {
        var separator = "{";
        foreach (var member in edges.Members)
        {
            Key(ref separator, member.Key);
            switch (member)
            {
                case NodePart node:
                    Node(node, row, edges.Key, row - _first, node.Key);
                    break;
                case CursorPart:
                    Cursor(row);
                    break;
                case ConstantEdgePart constant:
                    _answer.Raw(constant.Json);
                    break;
            }
        }

        _answer.Raw(edges.Members.IsEmpty ? "{}" : "}");
    }

    private void PageInfo(PageInfoPart part)
    {
        var separator = "{";
        foreach (var member in part.Members)
        {
            Key(ref separator, member.Key);
            switch (member.Member)
            {
                case PageInfoMember.HasNextPage:
                    _answer.Raw(_hasNextPage ? "true" : "false");
                    break;
                case PageInfoMember.HasPreviousPage:
                    _answer.Raw(_hasPreviousPage ? "true" : "false");
                    break;
                case PageInfoMember.StartCursor or PageInfoMember.EndCursor when _first >= _end:
                    _answer.Raw("null");
                    break;
                case PageInfoMember.StartCursor:
                    Cursor(_first);
                    break;
                case PageInfoMember.EndCursor:
                    Cursor(_end - 1);
                    break;
                default:
                    _answer.Raw(member.Constant!);
                    break;
            }
        }

        _answer.Raw(part.Members.IsEmpty ? "{}" : "}");
    }

    private void Cursor(int row) => _answer.Raw($"\"{Convert.ToBase64String(_rows.Cell((row * _columns) + _nodes.Length))}\"");
}
