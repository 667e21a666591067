using BackendInfra.Core.Errors;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Classes;

/// <summary>Writes of <c>_Session</c>: the server makes sessions, and what it wrote into them stays (rule 12).</summary>
internal static class SessionRules
{
    /// <exception cref="ParseException">105, 119.</exception>
    public static void Apply(WriteContext write)
    {
        var plan = write.Plan;
        if (plan.Kind == WriteKind.Delete || !plan.Internal.IsEmpty)
            return;
        if (plan.Kind == WriteKind.Create)
            throw Refusals.Forbidden("Sessions are made by signing up and logging in.");
        if (plan.Acl is not null || plan.ClearsAcl)
            throw new ParseException(ErrorCode.InvalidKeyName, "Cannot set ACL on a Session.");
        if (plan.Changes.FirstOrDefault(change => SessionClass.IsServerField(change.Field)) is { } change)
            throw Refusals.InvalidKeyName(change.Field);
    }
}
