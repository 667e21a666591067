using System.Collections.Immutable;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Queries;

/// <summary>One key of an order. Unset values come first ascending and last descending.</summary>
public sealed record SortKey(FieldPath Path, bool Descending = false)
{
    /// <summary>The way to the object whose field orders, pointer by pointer; empty for the object itself. Where it leads to nothing that the caller may read, the key is unset.</summary>
    public ImmutableArray<SortStep> Via { get; init; } = [];

    /// <summary>Orders a GeoPoint field by its distance from here, a GeoPoint; null orders by the value itself.</summary>
    public Operand? DistanceFrom { get; init; }

    /// <summary>Orders by how well rows match this search; null otherwise.</summary>
    public TextFilter? ScoreOf { get; init; }

    /// <summary>Whether the last step is a relation: then the number of its members orders that the caller may count, and <see cref="Path"/> means nothing.</summary>
    public bool CountsMembers => Via is [.., { Field.Type: FieldType.Relation }];

    /// <summary>Whether the key is more than a value of the row itself.</summary>
    public bool IsComputed => !Via.IsEmpty || DistanceFrom is not null || ScoreOf is not null;

    /// <summary>The order of a query that names none: by distance when it looks for what is near, else the server's own.</summary>
    public static ImmutableArray<SortKey> Implied(Filter filter) => filter switch
    {
        NearFilter { Sorts: true } near => [new SortKey(near.Path) { DistanceFrom = Operand.Of(near.Center) }],
        AndFilter and => and.Parts.Select(Implied).FirstOrDefault(order => !order.IsEmpty, []),
        _ => [],
    };
}

/// <summary>One step of an order from an object to another one.</summary>
/// <param name="Field">A Pointer, or as the last one a Relation, of the class that the step starts from.</param>
public sealed record SortStep(FieldDefinition Field, ClassSchema Target)
{
    /// <summary>What the access gate demands of the object, or of the members that are counted.</summary>
    public Filter Readable { get; internal init; } = Filter.All;
}
