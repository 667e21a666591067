using System.Collections.Immutable;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

/// <summary>One key of an order. Unset values come first ascending and last descending.</summary>
public sealed record SortKey(FieldPath Path, bool Descending = false)
{
    /// <summary>Orders a GeoPoint field by its distance from here; null orders by the value itself.</summary>
    public GeoPointValue? DistanceFrom { get; init; }

    /// <summary>Orders by how well rows match this search; null otherwise.</summary>
    public TextFilter? ScoreOf { get; init; }

    /// <summary>The order of a query that names none: by distance when it looks for what is near, else the server's own.</summary>
    public static ImmutableArray<SortKey> Implied(Filter filter) => filter switch
    {
        NearFilter { Sorts: true } near => [new SortKey(near.Path) { DistanceFrom = near.Center }],
        AndFilter and => and.Parts.Select(Implied).FirstOrDefault(order => !order.IsEmpty, []),
        _ => [],
    };
}
