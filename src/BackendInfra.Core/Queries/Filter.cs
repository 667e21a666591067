using System.Collections.Immutable;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Queries;

/// <summary>A condition on the objects of a class. Two-valued: what cannot be compared is false, and its negation true.</summary>
public abstract record Filter
{
    /// <summary>Matches everything.</summary>
    public static readonly Filter All = new AndFilter([]);

    /// <summary>Matches nothing: also what an empty list of alternatives means (rule 4).</summary>
    public static readonly Filter None = new OrFilter([]);

    public static Filter And(params ImmutableArray<Filter> parts) => parts.Length == 1 ? parts[0] : new AndFilter(parts);

    public static Filter Not(Filter part) => new NotFilter(part);
}

/// <summary>A condition that looks at one path of the object.</summary>
public abstract record PathFilter(FieldPath Path) : Filter;

public sealed record AndFilter(ImmutableArray<Filter> Parts) : Filter;

public sealed record OrFilter(ImmutableArray<Filter> Parts) : Filter;

public sealed record NotFilter(Filter Part) : Filter;

/// <summary>Compares a path with one value. On an Array field: whether an element compares so; on a Relation: whether the pointer is a member.</summary>
public sealed record ComparisonFilter(FieldPath Path, ComparisonOperator Operator, Operand Operand) : PathFilter(Path);

/// <summary>Whether the value is one of a list; on an Array field, whether any element is. A null in the list matches unset.</summary>
public sealed record InFilter(FieldPath Path, ImmutableArray<Operand> Operands) : PathFilter(Path);

/// <summary>Whether the path has a value that is not null.</summary>
public sealed record ExistsFilter(FieldPath Path) : PathFilter(Path);

/// <param name="Options">Of <c>i m s x u</c>, checked.</param>
public sealed record RegexFilter(FieldPath Path, string Pattern, string Options) : PathFilter(Path);

/// <summary>Whether an array holds all of the values.</summary>
public sealed record ContainsAllFilter(FieldPath Path, ImmutableArray<Operand> Operands) : PathFilter(Path);

/// <summary>Whether every element of an array is one of the values.</summary>
public sealed record ContainedByFilter(FieldPath Path, ImmutableArray<Operand> Operands) : PathFilter(Path);

/// <summary>Whether the object that a pointer names, or any member of a relation, matches a query (a semi-join).</summary>
/// <param name="Subquery">Runs with the caller's rights; without a limit unless it carries one.</param>
public sealed record InQueryFilter(FieldPath Path, ReadPlan Subquery) : PathFilter(Path);

/// <summary>Compares the number of a relation's members that match a query, and that the caller may count, with a number.</summary>
public sealed record MemberCountFilter(FieldPath Path, ReadPlan Members, ComparisonOperator Operator, Operand Operand) : PathFilter(Path);

/// <summary>Whether the value is among the values of <paramref name="Key"/> in the objects that a query finds (<c>$select</c>).</summary>
public sealed record SelectFilter(FieldPath Path, ReadPlan Subquery, FieldPath Key) : PathFilter(Path);

/// <summary>Whether the object is a member of one object's relation.</summary>
/// <param name="Owner">The class that has the relation; read with the caller's rights.</param>
/// <param name="OwnerId">The owning object; null when the plan is nested in a selection of the owner, whose row then is meant.</param>
public sealed record RelatedToFilter(ClassSchema Owner, FieldDefinition Relation, Operand? OwnerId) : Filter
{
    /// <summary>What the access gate demands of the owner's row.</summary>
    public Filter OwnerReadable { get; internal init; } = All;
}

/// <summary>Whether the object is the caller's own: one of these fields, a pointer or an array, names him. Only the access gate makes it.</summary>
public sealed record CallerFilter : Filter
{
    internal CallerFilter(params ImmutableArray<FieldDefinition> fields) => Fields = fields;

    /// <summary>The objectId among them means the caller's own user.</summary>
    public ImmutableArray<FieldDefinition> Fields { get; }

    public bool Equals(CallerFilter? other) => other is not null && Fields.SequenceEqual(other.Fields);

    public override int GetHashCode() => Fields.Length;
}
