using System.Collections.Immutable;

namespace BackendInfra.Core.Permissions;

/// <summary>Who may do one operation on a class.</summary>
/// <param name="Subjects"><c>*</c>, <c>requiresAuthentication</c>, user ids and <c>role:Name</c>; empty means the master key only.</param>
/// <param name="PointerFields">Fields whose user may do it to the rows that point to him.</param>
public sealed record OperationRule(ImmutableSortedSet<string> Subjects, ImmutableSortedSet<string> PointerFields)
{
    public const string Everyone = "*";
    public const string Authenticated = "requiresAuthentication";

    public static readonly OperationRule Closed = new(ImmutableSortedSet.Create<string>(StringComparer.Ordinal), ImmutableSortedSet.Create<string>(StringComparer.Ordinal));
    public static readonly OperationRule Public = Closed with { Subjects = Closed.Subjects.Add(Everyone) };

    public bool Equals(OperationRule? other) =>
        other is not null && Subjects.SetEquals(other.Subjects) && PointerFields.SetEquals(other.PointerFields);

    public override int GetHashCode() => HashCode.Combine(Subjects.Count, PointerFields.Count);
}
