using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Writes.Steps;

/// <summary>The places that one write changes, no two of which may overlap: their order would decide what is stored.</summary>
internal sealed class WrittenPaths
{
    private readonly Node _root = new();

    /// <exception cref="ParseException">105 for a place that is written already, or lies inside or around one that is.</exception>
    public void Add(FieldChange change)
    {
        var node = _root.Member(change.Field);
        foreach (var key in change.Keys)
        {
            if (node.IsWritten)
                throw Twice(change);
            node = node.Member(key);
        }

        if (node.IsWritten || node.HasMembers)
            throw Twice(change);
        node.IsWritten = true;
    }

    private static ParseException Twice(FieldChange change) => new(ErrorCode.InvalidKeyName, $"{change.Field} is written twice.");

    private sealed class Node
    {
        private readonly Dictionary<string, Node> _members = new(StringComparer.Ordinal);

        public bool IsWritten { get; set; }

        public bool HasMembers => _members.Count > 0;

        public Node Member(string key)
        {
            if (!_members.TryGetValue(key, out var member))
                _members.Add(key, member = new Node());
            return member;
        }
    }
}
