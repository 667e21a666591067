using System.Collections.Immutable;

namespace BackendInfra.Core.Queries;

/// <summary>The response keys of a connection in their order.</summary>
/// <remarks>
/// At the root of an operation a row has one JSON text for each <see cref="NodePart"/>, and the front end writes the
/// connection around them. Nested in an object, the whole connection is one JSON text made in PostgreSQL.
/// </remarks>
public sealed record ConnectionSelection(ImmutableArray<ConnectionPart> Parts) : Selection
{
    /// <summary>The nodes in their order: the columns of a row.</summary>
    public IEnumerable<NodePart> Nodes => Parts.OfType<EdgesPart>().SelectMany(edges => edges.Members.OfType<NodePart>());

    /// <summary>What is told of all rows together, in its order.</summary>
    public IEnumerable<SummaryPart> Summaries => Parts.OfType<SummaryPart>();

    /// <summary>
    /// Whether one row more than the plan's limit is read, to know if a page follows. Such a row must not be sent.
    /// </summary>
    public bool AsksForNextPage => Parts.OfType<PageInfoPart>().Any(p => p.Members.Any(m => m.Member == PageInfoMember.HasNextPage));
}

public abstract record ConnectionPart(string Key);

public sealed record EdgesPart(string Key, ImmutableArray<EdgePart> Members) : ConnectionPart(Key);

public sealed record PageInfoPart(string Key, ImmutableArray<PageInfoKey> Members) : ConnectionPart(Key);

/// <summary>The number of all matches.</summary>
public sealed record CountPart(string Key) : ConnectionPart(Key);

public sealed record ConstantPart(string Key, string Json) : ConnectionPart(Key);

/// <summary>One key of an edge: the cursor, the node, or a constant.</summary>
public abstract record EdgePart(string Key);

public sealed record CursorPart(string Key) : EdgePart(Key);

public sealed record NodePart(string Key, GraphSelection Selection) : EdgePart(Key);

public sealed record ConstantEdgePart(string Key, string Json) : EdgePart(Key);

/// <param name="Constant">JSON text for <see cref="PageInfoMember.TypeName"/>.</param>
public sealed record PageInfoKey(string Key, PageInfoMember Member, string? Constant = null);

public enum PageInfoMember
{
    HasNextPage,
    HasPreviousPage,
    StartCursor,
    EndCursor,
    TypeName,
}
