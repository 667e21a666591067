using System.Collections.Immutable;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Queries;

/// <summary>What a caller wants to read: made by every front end, executable only after <see cref="AccessGate"/> has seen it.</summary>
public sealed record ReadPlan(ClassSchema Class)
{
    /// <summary>The class-level permission that is needed: Get, Find, or Count.</summary>
    public ClassOperation Operation { get; init; } = ClassOperation.Find;

    public Filter Where { get; init; } = Filter.All;

    /// <summary>The compiler always ends an order with the objectId, so that pages are stable.</summary>
    public ImmutableArray<SortKey> Order { get; init; } = [];

    /// <summary>Of objects with equal values of these fields only the first one in the order is read, and counted. Unset is a value, too.</summary>
    public ImmutableArray<FieldPath> DistinctOn { get; init; } = [];

    /// <summary>A non-negative number; null reads all.</summary>
    public Operand? Limit { get; init; }

    /// <summary>A non-negative number; null is 0.</summary>
    public Operand? Skip { get; init; }

    /// <summary>
    /// Whether <see cref="Limit"/> counts from the end: the last rows of the order, still in that order.
    /// <see cref="Skip"/> then passes over the first ones all the same: what is left may be less than the limit.
    /// </summary>
    public bool FromEnd { get; init; }

    /// <summary>When set, the read gives the last <see cref="Limit"/> of the first so many rows.</summary>
    public Operand? Window { get; init; }

    /// <summary>Only rows behind this place in the order are read. What is counted, is counted without it.</summary>
    public RowPlace? After { get; init; }

    /// <summary>Likewise, only rows in front of this place.</summary>
    public RowPlace? Before { get; init; }

    /// <summary>Whether rows are read at all; a plan that only counts reads none.</summary>
    public bool ReturnsRows { get; init; } = true;

    /// <summary>Whether the number of all matches is wanted, whatever limit and skip. Needs the Count permission.</summary>
    public bool ReturnsTotal { get; init; }

    /// <summary>Whether PostgreSQL's plan is sent, as one row of JSON, in place of what the read would find.</summary>
    public bool Explains { get; init; }

    /// <summary>An aggregation of what matches, for the master key: its documents are sent in place of objects, in plain JSON.</summary>
    public ImmutableArray<AggregateStage> Stages { get; init; } = [];

    /// <summary>Set by the access gate alone, and ANDed outside of <see cref="Where"/>: which rows are the caller's to read.</summary>
    public Filter Readable { get; internal init; } = Filter.All;

    /// <summary>Likewise, which rows are his to count.</summary>
    public Filter Countable { get; internal init; } = Filter.All;

    /// <summary>Likewise, which rows its summaries may be made of.</summary>
    public Filter Summarizable { get; internal init; } = Filter.All;

    /// <summary>Whether anything is told of all matches together. Needs the Find and the Count permission.</summary>
    public bool Summarizes => Selection is ConnectionSelection connection && connection.Summaries.Any();

    /// <summary>What of each object is sent.</summary>
    public Selection Selection { get; init; } = GraphSelection.Empty;
}
