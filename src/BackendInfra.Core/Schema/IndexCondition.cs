using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Schema;

/// <summary>One of the conditions under which an object is in a partial index; all must hold. On a field of a type with single, plain values.</summary>
public abstract record IndexCondition(string Field)
{
    /// <summary>The same condition as a filter, so that an index means what a query means.</summary>
    public abstract Filter ToFilter(FieldPath path);
}

/// <param name="Value">Of the field's type.</param>
public sealed record IndexComparison(string Field, ComparisonOperator Operator, ParseValue Value) : IndexCondition(Field)
{
    public override Filter ToFilter(FieldPath path) => new ComparisonFilter(path, Operator, Operand.Of(Value));
}

/// <param name="Values">Of the field's type; never empty.</param>
public sealed record IndexMembership(string Field, ImmutableArray<ParseValue> Values) : IndexCondition(Field)
{
    public override Filter ToFilter(FieldPath path) => new InFilter(path, [.. Values.Select(Operand.Of)]);

    public bool Equals(IndexMembership? other) => other is not null && Field == other.Field && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => HashCode.Combine(Field, Values.Length);
}

public sealed record IndexExistence(string Field, bool Exists) : IndexCondition(Field)
{
    public override Filter ToFilter(FieldPath path) => Exists ? new ExistsFilter(path) : Filter.Not(new ExistsFilter(path));
}
