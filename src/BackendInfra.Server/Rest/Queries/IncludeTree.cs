using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;

namespace BackendInfra.Server.Rest.Queries;

/// <summary>What to send of the objects at one place of an answer, and what of those behind its pointers.</summary>
internal sealed class IncludeTree
{
    private readonly SortedDictionary<string, IncludeTree> _children = new(StringComparer.Ordinal);

    /// <summary>The fields that are asked for by name; null for all.</summary>
    public HashSet<string>? Keys { get; private set; }

    public IEnumerable<(string Field, IncludeTree Tree)> Children => _children.Select(child => (child.Key, child.Value));

    /// <summary>Whether all pointers and arrays are included here.</summary>
    public bool IncludesAll { get; private set; }

    /// <param name="limits">Null for the master key.</param>
    /// <exception cref="ParseException">102 when an include goes too deep.</exception>
    public static IncludeTree Of(QueryOptions options, RequestLimits? limits)
    {
        var root = new IncludeTree { IncludesAll = options.IncludeAll };
        foreach (var path in options.Include)
        {
            if (path == "*")
                root.IncludesAll = true;
            else
                root.Child(path.Split('.'), limits);
        }

        // "a.b" selects b of the included a, so it also includes a.
        foreach (var path in options.Keys ?? [])
        {
            var names = path.Split('.');
            var tree = root;
            for (var i = 0; i < names.Length; i++)
            {
                (tree.Keys ??= new HashSet<string>(StringComparer.Ordinal)).Add(names[i]);
                if (i < names.Length - 1)
                    tree = root.Child(names[..(i + 1)], limits);
            }
        }

        return root;
    }

    private IncludeTree Child(string[] path, RequestLimits? limits)
    {
        if (path.Length > limits?.IncludeDepth)
            throw Refusals.InvalidQuery($"An include may go at most {limits.IncludeDepth} levels deep.");

        var tree = this;
        foreach (var name in path)
        {
            if (!tree._children.TryGetValue(name, out var child))
                tree._children[name] = child = new IncludeTree();
            tree = child;
        }

        return tree;
    }
}
