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
    private readonly long _skip;
    private readonly int _first;
    private readonly int _end;
    private readonly bool _hasNextPage;
    private readonly bool _hasPreviousPage;

    public ConnectionWriter(OperationAnswer answer, ConnectionField field, RowBuffer rows, IReadOnlyDictionary<string, object?> variables)
    {
        var plan = field.Read.Read.Plan;
        _answer = answer;
        _field = field;
        _rows = rows;
        _nodes = [.. ((ConnectionSelection)plan.Selection).Nodes];
        _hasMissing = rows.HasMissing;
        var (skip, limit) = field.Paging.Resolve(variables);
        _end = Math.Min(rows.Rows, limit);
        if (plan.FromEnd && plan.ReturnsRows)
        {
            // The last rows of all, less those that skip and after pass over.
            _skip = Math.Max(rows.TotalCount - rows.Rows, skip);
            _first = (int)Math.Min(_skip - (rows.TotalCount - rows.Rows), rows.Rows);
            _hasPreviousPage = _skip > 0;
        }
        else
        {
            _skip = skip;
            _hasNextPage = rows.Rows > limit;
            _hasPreviousPage = skip > 0 && rows.Rows > 0;
        }
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

    private void Edge(EdgesPart edges, int row)
    {
        var separator = "{";
        foreach (var member in edges.Members)
        {
            Key(ref separator, member.Key);
            switch (member)
            {
                case NodePart node:
                    var cell = _rows.Cell((row * _nodes.Length) + Array.IndexOf(_nodes, node));
                    _answer.Raw(_answer.Object(_field, cell, _hasMissing, edges.Key, row - _first, node.Key));
                    break;
                case CursorPart:
                    _answer.Raw($"\"{Paging.Cursor(_skip + row - _first)}\"");
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
            _answer.Raw(member.Member switch
            {
                PageInfoMember.HasNextPage => _hasNextPage ? "true" : "false",
                PageInfoMember.HasPreviousPage => _hasPreviousPage ? "true" : "false",
                PageInfoMember.StartCursor => CursorOrNull(_first),
                PageInfoMember.EndCursor => CursorOrNull(_end - 1),
                _ => member.Constant!,
            });
        }

        _answer.Raw(part.Members.IsEmpty ? "{}" : "}");
    }

    private string CursorOrNull(int row) => _first >= _end ? "null" : $"\"{Paging.Cursor(_skip + row - _first)}\"";
}
