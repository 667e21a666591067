using System.Collections.Immutable;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Queries;

/// <summary>How the rows that match become groups, and which groups are wanted.</summary>
/// <param name="Keys">At least one, no field twice. Rows where a key is unset are a group of their own.</param>
public sealed record Grouping(ImmutableArray<GroupKey> Keys)
{
    /// <summary>Which groups are wanted; null for all.</summary>
    public GroupCondition? Having { get; init; }

    /// <summary>The compiler always ends an order with the keys, so that pages are stable.</summary>
    public ImmutableArray<GroupOrder> Order { get; init; } = [];

    /// <summary>A non-negative number.</summary>
    public required Operand Limit { get; init; }

    /// <summary>A non-negative number; null is 0.</summary>
    public Operand? Skip { get; init; }

    /// <summary>The time zone of date buckets, checked; null is UTC.</summary>
    public Operand? TimeZone { get; init; }
}

/// <param name="Bucket">For a date: what it is cut off to. Null groups by the value itself.</param>
public sealed record GroupKey(FieldDefinition Field, DateBucket? Bucket = null);

/// <summary>Stretches of time, by the moment at which they begin. Weeks begin on Mondays.</summary>
public enum DateBucket
{
    Year,
    Quarter,
    Month,
    Week,
    Day,
    Hour,
}

/// <summary>One key of an order of groups: a key of theirs or an aggregate. Unset values come first ascending and last descending.</summary>
public abstract record GroupOrder(bool Descending);

public sealed record KeyOrder(GroupKey Group, bool Descending) : GroupOrder(Descending);

public sealed record AggregateOrder(FieldAggregate Aggregate, bool Descending) : GroupOrder(Descending);

/// <summary>A condition on groups. Two-valued, as <see cref="Filter"/> is.</summary>
public abstract record GroupCondition;

public sealed record AllOfGroups(ImmutableArray<GroupCondition> Parts) : GroupCondition;

public sealed record AnyOfGroups(ImmutableArray<GroupCondition> Parts) : GroupCondition;

public sealed record NotGroup(GroupCondition Part) : GroupCondition;

/// <param name="Operand">Of the aggregate's type; null only with Equal and NotEqual, and means that there is no value.</param>
public sealed record AggregateComparison(FieldAggregate Aggregate, ComparisonOperator Operator, Operand Operand) : GroupCondition;
