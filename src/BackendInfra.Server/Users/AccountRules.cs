using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Users;

namespace BackendInfra.Server.Users;

/// <summary>What an app's options say of logging in, beyond that the password is right.</summary>
internal sealed class AccountRules(IAccountStore accounts, UnknownLogIns unknown, TimeProvider time)
{
    /// <summary>Counts an attempt. A locked account says so whether the password was right or not.</summary>
    /// <param name="userId">Null when nobody has the name.</param>
    /// <exception cref="ParseException">101 the account is locked.</exception>
    public async Task CountAsync(App app, string login, string? userId, bool succeeded, CancellationToken cancellationToken)
    {
        if (app.Options.AccountLockout is not { Threshold: { } threshold } options)
            return;
        var now = time.GetUtcNow();
        var counts = await accounts.CountAttemptAsync(app, userId, succeeded, threshold, now, now.AddMinutes(options.Duration), cancellationToken);
        if (userId is null)
            counts = unknown.Count(app, login, options);
        if (!counts)
            throw new ParseException(ErrorCode.ObjectNotFound, $"Your account is locked due to multiple failed login attempts. Please try again after {options.Duration} minute(s)");
    }

    /// <summary>Checks what may keep a user out whose password is right.</summary>
    /// <exception cref="ParseException">101 the password has expired.</exception>
    public async Task RequireUsableAsync(App app, string userId, CancellationToken cancellationToken)
    {
        if (app.Options.PasswordPolicy.MaxPasswordAge is not { } days || await accounts.FindAsync(app, userId, cancellationToken) is not { } account)
            return;
        if (account.PasswordChangedAt is not { } changedAt)
            await accounts.StartPasswordAgeAsync(app, userId, time.GetUtcNow(), cancellationToken);
        else if (changedAt.AddDays(days) < time.GetUtcNow())
            throw new ParseException(ErrorCode.ObjectNotFound, "Your password has expired. Please reset your password.");
    }
}
