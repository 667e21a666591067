using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Server.GraphQL.Triggers;

/// <summary>What a selection needs of REST: <c>keys</c>, and <c>include</c> for the objects behind pointers.</summary>
internal sealed class SelectionKeys
{
    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal) { Names.ObjectId };
    private readonly SortedSet<string> _includes = new(StringComparer.Ordinal);

    public SelectionKeys(IEnumerable<GraphSelection> selections)
    {
        foreach (var selection in selections)
            Add(selection, "");
    }

    public string Keys => string.Join(',', _keys);

    /// <summary>Empty when nothing is included.</summary>
    public string Include => string.Join(',', _includes);

    private void Add(GraphSelection selection, string prefix)
    {
        foreach (var node in selection.Nodes)
            Add(node, prefix);
    }

    private void Add(GraphNode node, string prefix)
    {
        switch (node)
        {
            case ConditionalNode conditional:
                Add(conditional.Node, prefix);
                break;
            case FieldNode field:
                _keys.Add(prefix + field.Field.Name);
                break;
            case PartsNode parts:
                _keys.Add(prefix + parts.Field.Name);
                break;
            case PointerNode pointer:
                Target(prefix + pointer.Field.Name, pointer.Selection);
                break;
            case ArrayNode array:
                _keys.Add(prefix + array.Field.Name);
                foreach (var target in array.Objects)
                    Target(prefix + array.Field.Name, target.Selection);
                break;
        }
    }

    private void Target(string path, GraphSelection selection)
    {
        _includes.Add(path);
        _keys.Add($"{path}.{Names.ObjectId}");
        Add(selection, path + ".");
    }
}
