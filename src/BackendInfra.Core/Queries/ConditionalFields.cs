using System.Collections.Immutable;

namespace BackendInfra.Core.Queries;

/// <summary>Fields that are sent of the rows that match a condition, and of no others.</summary>
public sealed record ConditionalFields(Filter Condition, ImmutableSortedSet<string> Fields);
