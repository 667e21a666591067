using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Permissions;

/// <summary>
/// Pointer permissions (reference §8): <c>pointerFields</c>, <c>readUserFields</c> and <c>writeUserFields</c> leave an operation to the
/// users that an object's own fields name. They restrict rows, so whoever is named nowhere finds nothing rather than being refused.
/// </summary>
internal static class PointerPermissions
{
    /// <summary>Whether any field may open an operation that is closed to the caller otherwise. A create has no row yet that could name him.</summary>
    public static bool Open(ClassSchema schema, ClassOperation operation) =>
        operation != ClassOperation.Create && FieldsOf(schema.Permissions, operation).Any();

    /// <summary>Which rows an operation is limited to; all of them where the operation is the caller's by his id, a role or everybody's.</summary>
    public static Filter Rows(ClassSchema schema, ClassOperation operation, Principal principal)
    {
        if (principal.IsUnrestricted || schema.Permissions[operation].Subjects.Overlaps(principal.AclSubjects) || !Open(schema, operation))
            return Filter.All;
        return principal.UserId is null
            ? Filter.None
            : new CallerFilter([.. FieldsOf(schema.Permissions, operation).Distinct().Select(schema.Find).OfType<FieldDefinition>()]);
    }

    private static IEnumerable<string> FieldsOf(ClassLevelPermissions permissions, ClassOperation operation) =>
        permissions[operation].PointerFields.Concat(ClassOperations.IsRead(operation) ? permissions.ReadUserFields : permissions.WriteUserFields);
}
