using System.Collections.Immutable;

namespace BackendInfra.Core.Queries;

/// <summary>A part of a connection that is made of all rows that match, whatever the page: one JSON text made in PostgreSQL.</summary>
public abstract record SummaryPart(string Key) : ConnectionPart(Key);

/// <summary>Aggregates of all rows together.</summary>
public sealed record AggregatePart(string Key, ImmutableArray<SummaryNode> Nodes) : SummaryPart(Key);

/// <summary>Groups of the rows.</summary>
public sealed record GroupsPart(string Key, Grouping Grouping, ImmutableArray<GroupsMember> Members) : SummaryPart(Key);

/// <summary>One response key of a list of groups.</summary>
public abstract record GroupsMember(string Key);

/// <summary>The groups of the page, each with its keys and aggregates.</summary>
public sealed record GroupsListMember(string Key, ImmutableArray<SummaryNode> Nodes) : GroupsMember(Key);

/// <summary>The number of all groups, whatever the page.</summary>
public sealed record GroupsCountMember(string Key) : GroupsMember(Key);

public sealed record ConstantGroupsMember(string Key, string Json) : GroupsMember(Key);
