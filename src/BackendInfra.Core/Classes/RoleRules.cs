using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Classes;

/// <summary>Writes of <c>_Role</c>: a role needs a name that an ACL can hold, and an ACL of its own.</summary>
internal static class RoleRules
{
    /// <exception cref="ParseException">111 no name or ACL, 139 what can be no name.</exception>
    public static void Apply(WriteContext write)
    {
        var plan = write.Plan;
        if (plan.Kind == WriteKind.Delete)
            return;

        var change = plan.Changes.FirstOrDefault(c => c.Field == RoleClass.RoleName);
        if (change is null ? plan.Kind == WriteKind.Create : change.Operation is not SetOperation { Value: StringValue })
            throw Missing("name");
        if (change is { Operation: SetOperation { Value: StringValue name } } && !Acl.IsSubject(Acl.RolePrefix + name.Text))
            throw new ParseException(ErrorCode.InvalidRoleName, "Invalid role name.");

        // Without an ACL anybody could join the role.
        if (plan.ClearsAcl || (plan.Kind == WriteKind.Create && plan.Acl is null))
            throw Missing("ACL");
    }

    private static ParseException Missing(string field) => new(ErrorCode.IncorrectType, $"{field} is required.");
}
