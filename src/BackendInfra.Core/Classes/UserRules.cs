using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Classes;

/// <summary>Writes of <c>_User</c> (reference §10): the password leaves the plan here, the owner keeps his rights, a new password ends sessions.</summary>
internal static class UserRules
{
    private const int MaxPasswordLength = 1024;

    /// <summary>SMTP carries no longer ones.</summary>
    private const int MaxEmailLength = 254;

    /// <exception cref="ParseException">119, 125, 142, 200, 201, 206.</exception>
    public static void Apply(WriteContext write)
    {
        var kind = write.Plan.Kind;
        var mayAll = write.Principal.MayWriteAnything;
        if (!mayAll && kind != WriteKind.Create && write.Principal.UserId is null)
            throw InsufficientAuth(kind == WriteKind.Delete ? "Insufficient auth to delete user" : $"Cannot modify user {write.Plan.ObjectId}.");
        if (kind == WriteKind.Delete)
        {
            write.Plan = write.Plan with { Revokes = new SessionRevocation(write.Plan.ObjectId!, null) };
            return;
        }

        if (!mayAll && Change(write, UserClass.EmailVerified) is not null)
            throw Refusals.Forbidden("Clients aren't allowed to manually update email verification.");
        AuthDataRules.Apply(write);
        CheckName(write);
        TakePassword(write);
        CheckEmail(write);
        EmailRules.Apply(write);
        KeepOwner(write);
    }

    public static ParseException InsufficientAuth(string message = "Insufficient auth.") => new(ErrorCode.SessionMissing, message);

    private static void CheckName(WriteContext write)
    {
        var change = Change(write, UserClass.Username);
        var isMissing = change is null ? write.Plan.Kind == WriteKind.Create : change.Operation is not SetOperation { Value: StringValue { Text.Length: > 0 } };
        if (isMissing)
            throw new ParseException(ErrorCode.UsernameMissing, "bad or missing username");
    }

    private static void TakePassword(WriteContext write)
    {
        var change = Change(write, UserClass.Password);
        if (change is null && write.Plan.Kind == WriteKind.Update)
            return;
        if (change is null && write.Plan.AuthData is not null)
            return;
        if (change?.Operation is not SetOperation { Value: StringValue { Text: { Length: > 0 } password } })
            throw new ParseException(ErrorCode.PasswordMissing, "password is required");
        if (password.Length > MaxPasswordLength)
            throw new ParseException(ErrorCode.ValidationError, $"A password may have at most {MaxPasswordLength} characters.");

        write.NewPassword = password;
        write.Plan = write.Plan with
        {
            Changes = write.Plan.Changes.Remove(change),
            Revokes = write.Plan.Kind == WriteKind.Update && write.App.Options.RevokeSessionOnPasswordReset ? new SessionRevocation(write.Plan.ObjectId!, null) : null,
        };
    }

    private static void CheckEmail(WriteContext write)
    {
        if (Change(write, UserClass.Email) is not { Operation: not DeleteOperation } change)
            return;
        if (change.Operation is not SetOperation { Value: StringValue { Text: var text } } || text.IndexOf('@', StringComparison.Ordinal) is not (> 0 and var at) || at == text.Length - 1 || text.Length > MaxEmailLength || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            throw new ParseException(ErrorCode.InvalidEmailAddress, "Email address format is invalid.");
    }

    /// <summary>A user may always read and write himself, whatever ACL he sends; unless one is sent, nobody else may.</summary>
    private static void KeepOwner(WriteContext write)
    {
        var plan = write.Plan;
        var id = plan.ObjectId!;
        if (plan.Kind == WriteKind.Create)
        {
            var acl = plan.Acl ?? (write.App.Options.EnforcePrivateUsers ? Acl.MasterOnly : Acl.MasterOnly with { Read = Acl.MasterOnly.Read.Add(Acl.Everyone) });
            write.Plan = plan with { Acl = acl with { Read = acl.Read.Add(id), Write = acl.Write.Add(id) }, ClearsAcl = false };
        }
        else if (!write.Principal.MayWriteAnything && (plan.Acl is not null || plan.ClearsAcl))
        {
            var acl = plan.Acl ?? Acl.MasterOnly;
            write.Plan = plan with { Acl = acl with { Read = acl.Read.Add(id), Write = acl.Write.Add(id) }, ClearsAcl = false };
        }
    }

    private static FieldChange? Change(WriteContext write, string field) =>
        write.Plan.Changes.FirstOrDefault(change => change.Field == field);
}
