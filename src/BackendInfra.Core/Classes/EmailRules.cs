using BackendInfra.Core.Users;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Classes;

/// <summary>A new address must be proved again, and what was sent to the old one, or under the old password, ends (reference §10).</summary>
internal static class EmailRules
{
    public static void Apply(WriteContext write)
    {
        var plan = write.Plan;
        var email = plan.Changes.FirstOrDefault(change => change.Field == UserClass.Email);
        if (plan.Kind == WriteKind.Update && (email is not null || write.NewPassword is not null))
            End(write, AccountToken.PasswordReset);
        if (email is null)
            return;

        if (plan.Kind == WriteKind.Update)
            End(write, AccountToken.EmailVerification);

        // Who may set emailVerified himself has settled the matter.
        if (plan.Changes.Any(change => change.Field == UserClass.EmailVerified))
            return;
        var verifies = write.App.Options.VerifyUserEmails && email.Operation is SetOperation;
        if (verifies || plan.Kind == WriteKind.Update)
            write.Plan = write.Plan with { Changes = write.Plan.Changes.Add(new FieldChange(UserClass.EmailVerified, verifies ? new SetOperation(new BooleanValue(false)) : DeleteOperation.Instance)) };
        write.SendsVerification = verifies && write.App.Options.SendUserEmailVerification;
    }

    private static void End(WriteContext write, AccountToken token) =>
        write.Plan = write.Plan with { Internal = write.Plan.Internal.AddRange(token.Ended) };
}
