using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Users;

namespace BackendInfra.Server.Users;

/// <summary>What an app's options say of logging in, beyond that the password is right.</summary>
internal sealed class AccountRules(IAccountStore accounts, TimeProvider time)
{
    /// <summary>Counts an attempt. A locked account says so whether the password was right or not.</summary>
    /// <param name="userId">Null when nobody has the name.</param>
    /// <exception cref="ParseException">101 the account is locked.</exception>
    public async Task CountAsync(App app, string login, string? userId, bool succeeded, CancellationToken cancellationToken)
    {
        if (app.Options.AccountLockout is not { Threshold: { } threshold } options)
            return;
        var now = time.GetUtcNow();
        var until = now.AddMinutes(options.Duration);
        var counts = userId is null
            ? await accounts.CountUnknownAsync(app, Hash(login), threshold, now, until, cancellationToken)
            : await accounts.CountAttemptAsync(app, userId, succeeded, threshold, now, until, cancellationToken);
        if (!counts)
            throw new ParseException(ErrorCode.ObjectNotFound, $"Your account is locked due to multiple failed login attempts. Please try again after {options.Duration} minute(s)");
    }

    /// <summary>Checks what may keep a user out whose password is right.</summary>
    /// <exception cref="ParseException">101 the password has expired, 205 the address is not proved.</exception>
    public async Task RequireUsableAsync(App app, string userId, bool ignoresVerification, CancellationToken cancellationToken)
    {
        var needsEmail = app.Options.RequiresVerifiedEmail && !ignoresVerification;
        var maxAge = app.Options.PasswordPolicy.MaxPasswordAge;
        if ((!needsEmail && maxAge is null) || await accounts.FindAsync(app, userId, cancellationToken) is not { } account)
            return;
        if (needsEmail && !account.EmailVerified)
            throw Unverified();
        if (maxAge is not { } days)
            return;
        if (account.PasswordChangedAt is not { } changedAt)
            await accounts.StartPasswordAgeAsync(app, userId, time.GetUtcNow(), cancellationToken);
        else if (changedAt.AddDays(days) < time.GetUtcNow())
            throw new ParseException(ErrorCode.ObjectNotFound, "Your password has expired. Please reset your password.");
    }

    /// <exception cref="ParseException">205 for a user who has just signed up, where the app says so.</exception>
    public static void RequireSession(App app, SignedIn signedUp)
    {
        if (signedUp.SessionToken is null && app.Options.PreventSignupWithUnverifiedEmail)
            throw Unverified();
    }

    /// <remarks>A name may be as long as a request, and be somebody's password that was typed into the wrong field.</remarks>
    private static string Hash(string login) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(login.ToLowerInvariant())));

    public static ParseException Unverified() => new(ErrorCode.EmailNotFound, "User email is not verified.");
}
