using System.Collections.Immutable;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
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

    /// <summary>Refuses the server's inner classes to clients (rule 10), also where an app has no such class yet.</summary>
    /// <exception cref="ParseException">119.</exception>
    public static void RequireOuterClass(string className, ClassOperation operation, Principal principal)
    {
        if (SystemClasses.IsMasterOnly(className) && !principal.IsUnrestricted)
            throw MasterOnly(className, operation);
    }

    /// <summary>Checks that a write may bring a new field. A pointer permission allows it only on rows that name the caller, so never on create.</summary>
    /// <exception cref="ParseException">119 denied, 101 denied until he signs in.</exception>
    internal static void RequireAddField(WriteContext write)
    {
        Require(write.Class, ClassOperation.AddField, write.Principal);
        if (write.Plan.Kind == WriteKind.Create && PointerPermissions.Rows(write.Class, ClassOperation.AddField, write.Principal) != Filter.All)
            throw Denied(write.Class, ClassOperation.AddField);
    }

    /// <summary>Checks that a caller may write at all.</summary>
    /// <exception cref="ParseException">119 for the read-only master key.</exception>
    public static void RequireWriter(Principal principal, string what)
    {
        if (principal.Kind == PrincipalKind.ReadOnlyMaster)
            throw Refusals.Forbidden($"read-only masterKey isn't allowed to perform the {what} operation.");
    }

    /// <summary>Checks that a caller may name a field in a question.</summary>
    /// <exception cref="ParseException">119 for a field that any row hides from him.</exception>
    public static void RequireVisible(ClassSchema schema, string field, Principal principal) => FieldVisibility.Of(schema, principal).Require(schema, field);

    /// <summary>Tells whether the answer to a caller's write may name a field's value. He is told what every row shows, and all of himself.</summary>
    public static Predicate<string> Answered(ClassSchema schema, Principal principal, string objectId)
    {
        var visible = FieldVisibility.Of(schema, principal);
        return schema.Name == UserClass.Name && principal.UserId == objectId ? field => !visible.IsHidden(field) : field => !visible.IsRestricted(field);
    }

    /// <summary>Authorizes a user's reading of himself, from whom nothing of his own is hidden.</summary>
    public static AuthorizedRead AuthorizeSelf(ReadPlan plan, Principal principal)
    {
        var gate = new ReadGate(principal, isSelf: true);
        return new AuthorizedRead(gate.OwnWrite(plan), RowAccess.All, RowAccess.ByAcl, gate.Denied);
    }

    /// <summary>Makes a validated write executable.</summary>
    internal static AuthorizedWrite Authorize(WriteContext write, DateTimeOffset now)
    {
        var (plan, schema, principal) = (write.Plan, write.Class, write.Principal);
        var operation = plan.Operation;
        RequireWriter(principal, ClassOperations.Name(operation));
        if (!write.CreatesClass)
            Require(schema, operation, principal);

        var rows = PointerPermissions.Rows(schema, operation, principal);
        if (write.AddsField && !write.CreatesClass)
            rows = Filter.And(rows, PointerPermissions.Rows(schema, ClassOperation.AddField, principal));
        return new AuthorizedWrite(plan, schema, principal, principal.IsUnrestricted ? RowAccess.All : RowAccess.ByAcl)
        {
            Now = now,
            Returning = write.Returning,
            Writable = rows,
        };
    }

    /// <summary>
    /// The question whether a write has missed its object because that was changed in the meantime: as the write, whatever the
    /// object's <c>updatedAt</c>, of what the caller may read. Null for somebody who may read no object, and is told nothing.
    /// </summary>
    internal static AuthorizedWrite? AuthorizeVersionCheck(WriteContext write, DateTimeOffset now)
    {
        if (Refusal(write.Class, ClassOperation.Get, write.Principal) is not null)
            return null;
        var missed = Authorize(write, now);
        return new AuthorizedWrite(missed.Plan with { IfUpdatedAt = null }, missed.Class, missed.Principal, missed.Access)
        {
            Now = now,
            Readable = missed.Access,
            Writable = Filter.And(missed.Writable, PointerPermissions.Rows(write.Class, ClassOperation.Get, write.Principal)),
        };
    }

    /// <summary>Authorizes the looking for the object with an upsert's key, whoever may read it: a create would hear that the key is taken, too.</summary>
    /// <param name="key">Fields whose values no two objects share.</param>
    /// <exception cref="ParseException">119, 101 he may not both create and update, or a field of the key is hidden from him.</exception>
    public static AuthorizedKey AuthorizeKey(ClassSchema schema, IReadOnlyCollection<(FieldDefinition Field, ParseValue Value)> key, Principal principal)
    {
        foreach (var needed in (ClassOperation[])[ClassOperation.Create, ClassOperation.Update])
        {
            RequireWriter(principal, ClassOperations.Name(needed));
            Require(schema, needed, principal);
        }

        foreach (var (field, _) in key)
            RequireVisible(schema, field.Name, principal);
        var where = Filter.And([.. key.Select(part => new ComparisonFilter(FieldPath.Of(part.Field), ComparisonOperator.Equal, Operand.Of(part.Value)))]);
        var access = principal.IsUnrestricted ? RowAccess.All : RowAccess.ByAcl;
        return new AuthorizedKey(schema, where, principal, access, PointerPermissions.Rows(schema, ClassOperation.Update, principal));
    }

    internal static ParseException? Refusal(ClassSchema schema, ClassOperation operation, Principal principal)
    {
        if (principal.IsUnrestricted)
            return null;
        if (SystemClasses.IsMasterOnly(schema.Name) || (schema.Name == InstallationClass.Name && operation is (ClassOperation.Find or ClassOperation.Count or ClassOperation.Delete)))
            return MasterOnly(schema.Name, operation);
        if (schema.Name == SessionClass.Name && principal.UserId is null)
            return Refusals.InvalidSessionToken();

        var subjects = schema.Permissions[operation].Subjects;
        if (subjects.Overlaps(principal.AclSubjects))
            return null;
        if (subjects.Contains(OperationRule.Authenticated))
        {
            return principal.UserId is null
                ? new ParseException(ErrorCode.ObjectNotFound, "Permission denied, user needs to be authenticated.")
                : null;
        }

        // Pointer permissions let everybody ask, and restrict the rows instead.
        return PointerPermissions.Open(schema, operation)
            ? null
            : Denied(schema, operation);
    }

    private static ParseException MasterOnly(string className, ClassOperation operation) =>
        Refusals.Forbidden($"Clients aren't allowed to perform the {ClassOperations.Name(operation)} operation on the {className} collection.");

    private static ParseException Denied(ClassSchema schema, ClassOperation operation) =>
        Refusals.Forbidden($"Permission denied for action {ClassOperations.Name(operation)} on class {schema.Name}.");
}
