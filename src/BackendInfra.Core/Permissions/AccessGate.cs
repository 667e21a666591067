using System.Collections.Immutable;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Permissions;

/// <summary>
/// The one place where permissions are decided (design §9): no plan is executable that has not passed here.
/// Rows are restricted by the compiler, which ANDs the ACL on every class that an authorized plan touches.
/// </summary>
public static class AccessGate
{
    /// <summary>Checks a read and takes out of it what the caller may not see.</summary>
    /// <exception cref="ParseException">119 closed by class-level permissions, or a protected field in a condition or an order; 101 sign-in needed.</exception>
    public static AuthorizedRead Authorize(ReadPlan plan, Principal principal)
    {
        if (principal.IsUnrestricted)
            return new AuthorizedRead(plan, RowAccess.All, RowAccess.All, []);

        var gate = new ReadGate(principal);
        return new AuthorizedRead(gate.Root(plan), RowAccess.ByAcl, RowAccess.ByAcl, gate.Denied);
    }

    /// <summary>
    /// Authorizes the reading of an object that the caller has just written, to answer him: its own row is readable
    /// whatever its ACL, everything behind it only with his rights.
    /// </summary>
    public static AuthorizedRead AuthorizeOwnWrite(ReadPlan plan, Principal principal)
    {
        if (principal.IsUnrestricted)
            return new AuthorizedRead(plan, RowAccess.All, RowAccess.All, []);

        var gate = new ReadGate(principal);
        return new AuthorizedRead(gate.OwnWrite(plan), RowAccess.All, RowAccess.ByAcl, gate.Denied);
    }

    /// <summary>Checks that a caller may do an operation on a class.</summary>
    /// <exception cref="ParseException">119 denied, 101 denied until he signs in.</exception>
    public static void Require(ClassSchema schema, ClassOperation operation, Principal principal)
    {
        if (Refusal(schema, operation, principal) is { } refusal)
            throw refusal;
    }

    /// <summary>Checks that a caller may write at all.</summary>
    /// <exception cref="ParseException">119 for the read-only master key.</exception>
    public static void RequireWriter(Principal principal, string what)
    {
        if (principal.Kind == PrincipalKind.ReadOnlyMaster)
            throw Refusals.Forbidden($"read-only masterKey isn't allowed to perform the {what} operation.");
    }

    /// <summary>The fields of a class that are hidden from a caller: those that every group he belongs to hides.</summary>
    public static ImmutableSortedSet<string> ProtectedFields(ClassSchema schema, Principal principal)
    {
        var groups = schema.Permissions.ProtectedFields;
        if (principal.IsUnrestricted)
            return [];

        // What no permission can open: secrets, and what other services know a user by.
        ImmutableSortedSet<string> always = !Names.IsSystemClass(schema.Name) ? [] : ImmutableSortedSet.Create(StringComparer.Ordinal, [.. schema.Fields.Values.Where(IsAlwaysHidden(schema)).Select(field => field.Name)]);

        ImmutableSortedSet<string>? hidden = null;
        foreach (var group in GroupsOf(principal))
        {
            if (groups.TryGetValue(group, out var fields))
                hidden = hidden is null ? fields : hidden.Intersect(fields);
        }

        return hidden is null ? always : always.Union(hidden);
    }

    private static Func<FieldDefinition, bool> IsAlwaysHidden(ClassSchema schema) =>
        field => field.IsSecret || (schema.Name == UserClass.Name && field.Name == UserClass.AuthData);

    /// <summary>Authorizes a user's reading of himself, from whom nothing of his own is hidden.</summary>
    public static AuthorizedRead AuthorizeSelf(ReadPlan plan, Principal principal)
    {
        var gate = new ReadGate(principal, isSelf: true);
        return new AuthorizedRead(gate.OwnWrite(plan), RowAccess.All, RowAccess.ByAcl, gate.Denied);
    }

    /// <summary>Makes a validated write executable.</summary>
    /// <param name="createsClass">Whether this very write makes the class, which then has no rule against it.</param>
    internal static AuthorizedWrite Authorize(
        WritePlan plan, ClassSchema schema, Principal principal, bool createsClass, DateTimeOffset now, ImmutableArray<FieldDefinition> returning)
    {
        var operation = plan.Kind switch
        {
            WriteKind.Create => ClassOperation.Create,
            WriteKind.Update => ClassOperation.Update,
            _ => ClassOperation.Delete,
        };
        RequireWriter(principal, ClassOperations.Name(operation));
        if (!createsClass)
            Require(schema, operation, principal);
        return new AuthorizedWrite(plan, schema, principal, principal.IsUnrestricted ? RowAccess.All : RowAccess.ByAcl)
        {
            Now = now,
            Returning = returning,
        };
    }

    internal static ParseException? Refusal(ClassSchema schema, ClassOperation operation, Principal principal)
    {
        if (principal.IsUnrestricted)
            return null;
        if (SystemClasses.IsMasterOnly(schema.Name) || (schema.Name == InstallationClass.Name && operation is (ClassOperation.Find or ClassOperation.Count or ClassOperation.Delete)))
            return Refusals.Forbidden($"Clients aren't allowed to perform the {ClassOperations.Name(operation)} operation on the {schema.Name} collection.");
        if (schema.Name == SessionClass.Name && principal.UserId is null)
            return Refusals.InvalidSessionToken();

        var subjects = schema.Permissions[operation].Subjects;
        if (subjects.Overlaps(principal.AclSubjects))
            return null;
        if (!subjects.Contains(OperationRule.Authenticated))
            return Refusals.Forbidden($"Permission denied for action {ClassOperations.Name(operation)} on class {schema.Name}.");
        return principal.UserId is null
            ? new ParseException(ErrorCode.ObjectNotFound, "Permission denied, user needs to be authenticated.")
            : null;
    }

    private static IEnumerable<string> GroupsOf(Principal principal) =>
        principal.UserId is null ? principal.AclSubjects : principal.AclSubjects.Append("authenticated");
}
