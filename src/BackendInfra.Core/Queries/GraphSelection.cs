using System.Collections.Immutable;

namespace BackendInfra.Core.Queries;

/// <summary>The response keys of one GraphQL object in their order. Becomes one JSON text per object inside PostgreSQL.</summary>
public sealed record GraphSelection(ImmutableArray<GraphNode> Nodes) : Selection
{
    public static readonly GraphSelection Empty = new([]);

    /// <summary>
    /// Stands in the text where a field that the schema calls non-null has no value. No JSON text can hold it,
    /// so one scan of the bytes tells the front end whether a null has to be propagated.
    /// </summary>
    public const char MissingMarker = '\u0001';
}
