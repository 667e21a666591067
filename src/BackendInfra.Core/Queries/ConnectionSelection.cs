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
    public IEnumerable<NodePart> Nodes => Parts.SelectMany(part => part switch
    {
        EdgesPart edges => edges.Members.OfType<NodePart>(),
        NodesPart nodes => [nodes.Node],
        _ => [],
    });

    /// <summary>The scores in their order: the last columns of a row.</summary>
    public IEnumerable<ScorePart> Scores => Parts.OfType<EdgesPart>().SelectMany(edges => edges.Members.OfType<ScorePart>());

    /// <summary>Whether each row has its cursor, as JSON text, in a column behind the nodes.</summary>
    public bool AsksForCursors =>
        Parts.OfType<EdgesPart>().Any(edges => edges.Members.Any(member => member is CursorPart)) || Asks(PageInfoMember.StartCursor) || Asks(PageInfoMember.EndCursor);

    public bool AsksForNextPage => Asks(PageInfoMember.HasNextPage);

    public bool AsksForPreviousPage => Asks(PageInfoMember.HasPreviousPage);

    /// <summary>What is told of all rows together, in its order.</summary>
    public IEnumerable<SummaryPart> Summaries => Parts.OfType<SummaryPart>();

    /// <summary>
    /// Whether one row more than the plan's limit is read, to know if the order goes on behind the page, or in front of one
    /// that is read from the end. Such a row must not be sent.
    /// </summary>
    public bool ReadsOneMore(bool fromEnd) => fromEnd ? AsksForPreviousPage : AsksForNextPage;

    private bool Asks(PageInfoMember asked) => Parts.OfType<PageInfoPart>().Any(info => info.Members.Any(member => member.Member == asked));
}

public abstract record ConnectionPart(string Key);

public sealed record EdgesPart(string Key, ImmutableArray<EdgePart> Members) : ConnectionPart(Key);

/// <summary>The objects of the page without edges around them.</summary>
/// <param name="Node">Its key is the part's own.</param>
public sealed record NodesPart(NodePart Node) : ConnectionPart(Node.Key);

public sealed record PageInfoPart(string Key, ImmutableArray<PageInfoKey> Members) : ConnectionPart(Key);

/// <summary>The number of all matches.</summary>
public sealed record CountPart(string Key) : ConnectionPart(Key);

public sealed record ConstantPart(string Key, string Json) : ConnectionPart(Key);

/// <summary>One key of an edge: the cursor, the node, or a constant.</summary>
public abstract record EdgePart(string Key);

public sealed record CursorPart(string Key) : EdgePart(Key);

public sealed record NodePart(string Key, GraphSelection Selection) : EdgePart(Key);

/// <summary>How well the row matches a search: a column of the row behind its cursor.</summary>
public sealed record ScorePart(string Key, TextFilter Search) : EdgePart(Key);

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
