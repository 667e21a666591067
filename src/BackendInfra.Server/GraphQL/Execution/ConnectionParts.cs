using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>Writes the parts of a root connection: rows, one by one, and what is told of their page.</summary>
internal sealed class ConnectionParts
{
    private readonly OperationAnswer _answer;
    private readonly ConnectionField _field;
    private readonly NodePart[] _nodes;
    private readonly ScorePart[] _scores;
    private readonly int _columns;

    public ConnectionParts(OperationAnswer answer, ConnectionField field)
    {
        var selection = (ConnectionSelection)field.Read.Read.Plan.Selection;
        _answer = answer;
        _field = field;
        _nodes = [.. selection.Nodes];
        _scores = [.. selection.Scores];
        _columns = _nodes.Length + (selection.AsksForCursors ? 1 : 0) + _scores.Length;
        HasCursors = selection.AsksForCursors;
        All = selection.Parts;
    }

    public ImmutableArray<ConnectionPart> All { get; }

    public bool HasCursors { get; }

    public void Key(ref string separator, string key)
    {
        _answer.Raw(separator);
        _answer.Raw("\"");
        _answer.Raw(key);
        _answer.Raw("\":");
        separator = ",";
    }

    /// <param name="list">The edges or the nodes.</param>
    /// <param name="row">The row's place in the buffer.</param>
    /// <param name="index">The row's place in the list.</param>
    public void Row(ConnectionPart list, RowBuffer rows, int row, int index, bool hasMissing)
    {
        if (list is NodesPart nodes)
            Node(nodes.Node, rows, row, hasMissing, nodes.Key, index, null);
        else
            Edge((EdgesPart)list, rows, row, index, hasMissing);
    }

    public void PageInfo(PageInfoPart part, PageFacts facts) => _answer.Raw(facts.Json(part));

    public void Count(RowBuffer rows) => _answer.Raw(rows.TotalCount.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public void Summary(SummaryPart part, RowBuffer rows) =>
        _answer.Raw(_answer.Object(_field, rows.SummaryText(All.OfType<SummaryPart>().TakeWhile(other => !ReferenceEquals(other, part)).Count()), rows.HasMissing, part.Key));

    /// <summary>A row's cursor as JSON.</summary>
    public string Cursor(RowBuffer rows, int row) => $"\"{Convert.ToBase64String(rows.Cell((row * _columns) + _nodes.Length))}\"";

    /// <param name="list">The key of the list.</param>
    /// <param name="key">The node's key in its edge; null without edges.</param>
    private void Node(NodePart node, RowBuffer rows, int row, bool hasMissing, string list, int index, string? key)
    {
        var json = rows.Cell((row * _columns) + Array.IndexOf(_nodes, node));
        if (hasMissing)
            json = _answer.Object(_field, json, hasMissing, key is null ? [list, index] : [list, index, key]);
        _answer.Raw(json);
    }

    private void Edge(EdgesPart edges, RowBuffer rows, int row, int index, bool hasMissing)
    {
        var separator = "{";
        foreach (var member in edges.Members)
        {
            Key(ref separator, member.Key);
            switch (member)
            {
                case NodePart node:
                    Node(node, rows, row, hasMissing, edges.Key, index, node.Key);
                    break;
                case CursorPart:
                    _answer.Raw(Cursor(rows, row));
                    break;
                case ScorePart score:
                    _answer.Raw(rows.Cell(((row + 1) * _columns) - _scores.Length + Array.IndexOf(_scores, score)));
                    break;
                case ConstantEdgePart constant:
                    _answer.Raw(constant.Json);
                    break;
            }
        }

        _answer.Raw(edges.Members.IsEmpty ? "{}" : "}");
    }
}
