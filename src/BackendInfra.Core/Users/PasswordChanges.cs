using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Users;

/// <summary>Makes of a new password what a write stores, if the app's policy allows it.</summary>
public sealed class PasswordChanges(IAccountStore accounts, IPasswordHasher passwords, TimeProvider time)
{
    /// <exception cref="ParseException">142.</exception>
    internal async ValueTask<WritePlan> ApplyAsync(App app, WritePlan plan, string password, CancellationToken cancellationToken)
    {
        var policy = app.Options.PasswordPolicy;
        PasswordPolicy.RequirePattern(policy, password);
        var username = NewUsername(plan);
        PasswordPolicy.RequireNoUsername(policy, password, username);
        if (plan.Kind == WriteKind.Update && (policy.MaxPasswordHistory > 0 || (policy.DoNotAllowUsername && username is null)))
            await RequireNewAsync(app, policy, plan.ObjectId!, password, username, cancellationToken);

        var hash = await passwords.HashAsync(password, cancellationToken);
        return plan with
        {
            Internal = plan.Internal.AddRange(
                new InternalValue(UserClass.HashedPassword, hash),
                new InternalValue(UserClass.PasswordChangedAt, time.GetUtcNow().UtcDateTime),

                // The current password counts among the last ones, so one less is kept beside it.
                new InternalValue(UserClass.PasswordHistory, plan.Kind == WriteKind.Update && policy.MaxPasswordHistory > 1 ? new KeptPrevious(UserClass.HashedPassword, policy.MaxPasswordHistory - 1) : null)),
        };
    }

    private async Task RequireNewAsync(App app, PasswordPolicyOptions policy, string userId, string password, string? newUsername, CancellationToken cancellationToken)
    {
        // Nobody there: the write itself will say so.
        if (await accounts.FindAsync(app, userId, cancellationToken) is not { } account)
            return;
        PasswordPolicy.RequireNoUsername(policy, password, newUsername ?? account.Username);
        foreach (var hash in account.PasswordHistory.Prepend(account.PasswordHash).OfType<string>().Take(policy.MaxPasswordHistory))
        {
            if (await passwords.VerifyAsync(password, hash, cancellationToken) != PasswordCheck.Wrong)
                throw PasswordPolicy.Repeated(policy);
        }
    }

    private static string? NewUsername(WritePlan plan) =>
        plan.Changes.FirstOrDefault(change => change.Field == UserClass.Username) is { Operation: SetOperation { Value: StringValue name } } ? name.Text : null;
}
