using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Http;
using BackendInfra.Server.Throttling;

namespace BackendInfra.Server.Mails;

/// <summary>Forgotten passwords and unproved addresses: the one implementation behind REST, GraphQL and the pages.</summary>
internal sealed class AccountRecovery(MailQueue queue, MailSettings settings, IAccountStore accounts, LogInThrottle throttle, WritePipeline pipeline, TimeProvider time)
{
    /// <summary>Has a link sent with which a password is chosen; the answer, and its time, are the same whether anybody has the address.</summary>
    /// <exception cref="ParseException">101 an unknown address where the app tells, 108 no mails, 119 read-only key, 125, 204 no address.</exception>
    public async Task RequestPasswordResetAsync(Caller caller, JsonElement? email, CancellationToken cancellationToken)
    {
        AccessGate.RequireWriter(caller.Principal, "requestPasswordReset");
        var (app, address) = (caller.App, Address(email));
        throttle.RequireMail(caller, address);
        RequireMails(app);
        if (!app.Options.PasswordPolicy.ResetPasswordSuccessOnInvalidEmail && await accounts.FindByEmailAsync(app, address, cancellationToken) is null)
            throw new ParseException(ErrorCode.ObjectNotFound, "A user with that email does not exist.");
        Add(new PasswordResetJob(app, address, caller.Origin.Kept()));
    }

    /// <summary>Has a link sent once more with which an address is proved.</summary>
    /// <exception cref="ParseException">-1 proved already and 205 unknown, where the app tells; 108 no mails, 119 read-only key, 125, 204 no address.</exception>
    public async Task RequestVerificationAsync(Caller caller, JsonElement? email, CancellationToken cancellationToken)
    {
        AccessGate.RequireWriter(caller.Principal, "verificationEmailRequest");
        var (app, address) = (caller.App, Address(email));
        throttle.RequireMail(caller, address);
        RequireMails(app);
        if (!app.Options.EmailVerifySuccessOnInvalidEmail)
        {
            var account = await accounts.FindByEmailAsync(app, address, cancellationToken);
            if (account?.Email is null)
                throw new ParseException(ErrorCode.EmailNotFound, $"No user found with email {Excerpt.Of(address)}");
            if (account.EmailVerified)
                throw new ParseException(ErrorCode.OtherCause, $"Email {Excerpt.Of(address)} is already verified.");
        }

        Add(new VerificationRequestJob(app, address));
    }

    /// <summary>Sets a new password with a token, which is used up by it.</summary>
    /// <exception cref="ParseException">101 the token is wrong, old or used, alike; 142 the password is refused, and the token stays good.</exception>
    public async Task ResetPasswordAsync(Caller caller, string? token, string password, CancellationToken cancellationToken)
    {
        var app = caller.App;
        throttle.Require(caller, null);

        // Looked at before the policy, which must tell nothing to somebody without a token.
        if (await FindAsync(app, AccountToken.PasswordReset, token, cancellationToken) is not { } account)
            throw InvalidToken();
        var unlocks = app.Options.AccountLockout.UnlockOnPasswordReset;
        await UseAsync(
            app,
            new WritePlan(WriteKind.Update, UserClass.Name, account.UserId)
            {
                Changes = [new FieldChange(UserClass.Password, new SetOperation(new StringValue(password)))],
                Condition = Condition(AccountToken.PasswordReset, token!),
                Internal = unlocks ? [new InternalValue(UserClass.FailedLogins, null), new InternalValue(UserClass.LockedUntil, null)] : [],
            },
            cancellationToken);
    }

    /// <summary>Proves an address with a token, which is used up by it.</summary>
    /// <exception cref="ParseException">101 the token is wrong, old or used, alike.</exception>
    public Task VerifyEmailAsync(Caller caller, string? token, CancellationToken cancellationToken)
    {
        throttle.Require(caller, null);
        return UseAsync(caller.App, VerifyPlan(token), cancellationToken);
    }

    private WritePlan VerifyPlan(string? token) =>
        new(WriteKind.Update, UserClass.Name, AccountToken.UserIdOf(token) ?? throw InvalidToken())
        {
            Changes = [new FieldChange(UserClass.EmailVerified, new SetOperation(new BooleanValue(true)))],
            Condition = Condition(AccountToken.EmailVerification, token!),
            Internal = [.. AccountToken.EmailVerification.Ended],
        };

    /// <summary>The user who holds a token; null for one that is wrong, old or used.</summary>
    public async Task<Account?> FindAsync(App app, AccountToken kind, string? token, CancellationToken cancellationToken) =>
        AccountToken.UserIdOf(token) is { } userId ? await accounts.FindByTokenAsync(app, Condition(kind, token!), userId, cancellationToken) : null;

    private async Task UseAsync(App app, WritePlan plan, CancellationToken cancellationToken)
    {
        try
        {
            await pipeline.RunAsync(app, Principal.Master, plan, cancellationToken);
        }
        catch (ParseException refusal) when (refusal.Code == ErrorCode.ObjectNotFound)
        {
            throw InvalidToken();
        }
    }

    private TokenCondition Condition(AccountToken kind, string token) => new(kind, AccountToken.Hash(token), time.GetUtcNow());

    private void RequireMails(App app)
    {
        if (settings.Host is null || (app.Options.FromAddress ?? settings.From) is null || app.Options.PublicServerUrl is null)
            throw new ParseException(ErrorCode.CommandUnavailable, "Mails are not set up: the server needs Mail:Host and Mail:From, the app the option publicServerUrl.");
    }

    private void Add(MailJob job)
    {
        if (!queue.TryAdd(job))
            throw new ParseException(ErrorCode.ConnectionFailed, "Too many mails wait to be sent. Try again shortly.") { HttpStatus = StatusCodes.Status503ServiceUnavailable };
    }

    /// <remarks>What is no text is nobody's address (rule 13).</remarks>
    private static string Address(JsonElement? email)
    {
        if (email is null or { ValueKind: JsonValueKind.String } && string.IsNullOrEmpty(email?.GetString()))
            throw new ParseException(ErrorCode.EmailMissing, "you must provide an email");
        if (email is not { ValueKind: JsonValueKind.String } text || ParseJson.ReadText(text) is not { Length: <= MaxAddressLength } address || address.Contains('\0'))
            throw new ParseException(ErrorCode.InvalidEmailAddress, "you must provide a valid email string");
        return address;
    }

    private const int MaxAddressLength = 254;

    private static ParseException InvalidToken() => new(ErrorCode.ObjectNotFound, "Failed to reset password: username / email / token is invalid");
}
