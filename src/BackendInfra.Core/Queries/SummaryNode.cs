using System.Collections.Immutable;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Queries;

/// <summary>One response key of what is told of many rows together.</summary>
public abstract record SummaryNode(string Key);

public sealed record ConstantSummaryNode(string Key, string Json) : SummaryNode(Key);

/// <summary>An object around others, such as <c>sum { … }</c>.</summary>
public sealed record SummaryObjectNode(string Key, ImmutableArray<SummaryNode> Nodes) : SummaryNode(Key);

public sealed record AggregateNode(string Key, FieldAggregate Aggregate) : SummaryNode(Key);

/// <summary>The value of one of a group's keys.</summary>
public sealed record GroupKeyNode(string Key, GroupKey Group) : SummaryNode(Key);

/// <summary>A pointer that is one of a group's keys, as an object; null for the group of unset ones.</summary>
/// <param name="Nodes">Its ids, the object that it names, and constants.</param>
public sealed record GroupPointerNode(string Key, GroupKey Group, ImmutableArray<SummaryNode> Nodes) : SummaryNode(Key);

/// <param name="IsGlobal">Whether the global id is wanted, or the objectId.</param>
public sealed record GroupPointerIdNode(string Key, GroupKey Group, bool IsGlobal) : SummaryNode(Key);

/// <summary>The object that a group's pointer names; null when it is missing or the caller may not read it.</summary>
public sealed record GroupObjectNode(string Key, GroupKey Group, ClassSchema Target, GraphSelection Selection) : SummaryNode(Key)
{
    /// <summary>What the access gate demands of the object.</summary>
    public Filter Readable { get; internal init; } = Filter.All;
}
