using System.Collections.Immutable;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Queries;

/// <summary>The keys that rows are really sorted by.</summary>
public static class SortOrder
{
    private static readonly SortKey Created = new(FieldPath.Of(FieldDefinition.CreatedAt));

    /// <summary>
    /// The keys of an order with what makes it total. It always ends in the objectId, in the direction of the last key, so that an
    /// index on (key, objectId) serves it forwards or backwards. Without keys, rows come as they were made.
    /// </summary>
    public static ImmutableArray<SortKey> Complete(ImmutableArray<SortKey> order)
    {
        var keys = ImmutableArray.CreateBuilder<SortKey>();
        foreach (var key in order.IsEmpty ? [Created] : order)
        {
            // An unknown field is unset in every row and orders nothing.
            if (key.Path.Field is null)
                continue;
            keys.Add(key);
            if (IsId(key))
                return keys.ToImmutable();
        }

        keys.Add(new SortKey(FieldPath.Of(FieldDefinition.ObjectId), keys.Count > 0 && keys[^1].Descending));
        return keys.ToImmutable();
    }

    private static bool IsId(SortKey key) => !key.IsComputed && key.Path.Field!.Name == Names.ObjectId;
}
