using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Http;
using BackendInfra.Server.Throttling;

namespace BackendInfra.Server.Users;

/// <summary>Signs users up, in and out: the one implementation behind REST and GraphQL.</summary>
internal sealed class Accounts(SignIn signIn, AuthProviders providers, Mfa mfa, IAuthStore identities, IObjectStore store, UserTriggers triggers, LogInThrottle throttle, WritePipeline pipeline)
{
    private const string Password = "password";

    /// <summary>Finds the user with a name, or an address, and a password.</summary>
    /// <exception cref="ParseException">101 wrong, 200 no name, 201 no password, 429 too many attempts.</exception>
    public async Task<string> CheckAsync(Caller caller, LogIn logIn, CancellationToken cancellationToken)
    {
        if (logIn.Name is null)
            throw new ParseException(ErrorCode.UsernameMissing, "username/email is required.");
        if (logIn.Password is null)
            throw new ParseException(ErrorCode.PasswordMissing, "password is required.");
        throttle.Require(caller, logIn.Name);
        return await signIn.CheckAsync(caller.App, logIn.Name, logIn.Password, logIn.IgnoresVerification && caller.Principal.IsUnrestricted, cancellationToken);
    }

    /// <summary>Gives a user who has proved to be himself a session, and the identities at other services that he proves beside.</summary>
    /// <exception cref="ParseException">As <see cref="CheckAsync"/> and <see cref="AuthProviders"/>; 119 for the read-only master key, 208 an identity is another user's.</exception>
    public async Task<SignedIn> LogInAsync(Caller caller, LogIn logIn, CancellationToken cancellationToken)
    {
        AccessGate.RequireWriter(caller.Principal, "login");
        var userId = await CheckAsync(caller, logIn, cancellationToken);
        var (others, claim) = Mfa.Split(logIn.AuthData ?? ObjectValue.Empty);
        var links = logIn.AuthData is { } authData && !(claim is not null && others.Members.IsEmpty)
            ? await providers.ConfirmAsync(caller.App, authData, cancellationToken)
            : AuthLinks.None;
        await mfa.RequireAsync(caller.App, userId, claim, cancellationToken);
        var signedIn = new SignedIn(userId, await LinkAndStartAsync(caller, userId, links, Password, cancellationToken));
        throttle.Forgive(caller, logIn.Name);
        return signedIn;
    }

    /// <summary>Logs the user in who has confirmed identities, or signs a new one up. Of two at once, one signs up and the other logs in.</summary>
    /// <param name="plan">Makes the plan of the new user, in the transaction that writes him.</param>
    /// <exception cref="ParseException">119 for the read-only master key, 208 the identities are of several users; the new user is refused.</exception>
    public async Task<SignedIn> LogInOrSignUpAsync(
        Caller caller, AuthLinks links, Func<IStoreTransaction, Task<WritePlan>> plan, CancellationToken cancellationToken)
    {
        AccessGate.RequireWriter(caller.Principal, "login");
        try
        {
            return await LogInWithAsync(caller, links, cancellationToken)
                ?? await store.InTransactionAsync(caller.App, async transaction => await SignUpAsync(caller, await plan(transaction), transaction, cancellationToken), cancellationToken);
        }
        catch (ParseException refusal) when (refusal.Code == ErrorCode.AccountAlreadyLinked)
        {
            // Another request has signed him up in between.
            return await LogInWithAsync(caller, links, cancellationToken) ?? throw AlreadyLinked();
        }
    }

    /// <summary>Makes a user and his first session together; no session where addresses must be proved first.</summary>
    /// <exception cref="ParseException">The user is refused; then there is no session either.</exception>
    public async Task<SignedIn> SignUpAsync(Caller caller, WritePlan plan, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var triggered = await BeforeSignUpAsync(caller, plan, transaction, cancellationToken);
        return await SignUpAsync(caller, triggered, transaction, cancellationToken);
    }

    /// <summary>What comes before the transaction of a sign-up: its trigger, for which no connection should wait.</summary>
    /// <param name="transaction">The transaction, where there is one already.</param>
    public ValueTask<TriggeredWrite> BeforeSignUpAsync(Caller caller, WritePlan plan, IStoreTransaction? transaction, CancellationToken cancellationToken) =>
        pipeline.BeforeAsync(caller.App, caller.Principal, plan with { Origin = caller.Origin }, transaction, cancellationToken);

    /// <summary>As with a plan, whose trigger has run.</summary>
    /// <exception cref="ParseException">The user is refused; then there is no session either.</exception>
    public async Task<SignedIn> SignUpAsync(Caller caller, TriggeredWrite triggered, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var plan = triggered.Plan;
        var outcome = await pipeline.RunAsync(caller.App, caller.Principal, triggered, transaction, cancellationToken);

        // Who proves an identity elsewhere needs no proved address.
        var token = caller.App.Options.RequiresVerifiedEmail && plan.AuthData is null
            ? null
            : await StartAsync(caller, outcome.ObjectId, "signup", plan.AuthData?.Providers ?? Password, transaction, cancellationToken);
        return new SignedIn(outcome.ObjectId, token) { SignUp = outcome };
    }

    /// <summary>Ends the caller's session. Nothing is wrong when there is none, or it has ended in the meantime.</summary>
    public async Task LogOutAsync(Caller caller, Func<WritePlan, CancellationToken, Task<WriteOutcome>> write, CancellationToken cancellationToken)
    {
        if (caller.Session is not { } session)
            return;
        try
        {
            await triggers.LogOutAsync(
                caller.App, session.ObjectId, caller.Principal, caller.Origin, () => write(new WritePlan(WriteKind.Delete, SessionClass.Name, session.ObjectId), cancellationToken), cancellationToken);
        }
        catch (ParseException refusal) when (refusal.Code == ErrorCode.InvalidSessionToken)
        {
        }
    }

    /// <param name="authProvider">What the user has proved to be himself with; null for a session that comes of another one.</param>
    public Task<string> StartAsync(Caller caller, string userId, string action, string? authProvider, IStoreTransaction? transaction, CancellationToken cancellationToken) =>
        signIn.StartAsync(caller.App, userId, caller.InstallationId, action, transaction, cancellationToken, authProvider);

    private async Task<SignedIn?> LogInWithAsync(Caller caller, AuthLinks links, CancellationToken cancellationToken)
    {
        var found = await identities.FindAsync(caller.App, links.Linked, cancellationToken);
        if (found.Count == 0)
            return null;
        var userId = found[0].ObjectId;
        if (found.Any(user => user.ObjectId != userId))
            throw AlreadyLinked();
        if (found[0].IsLocked)
            throw SignIn.Invalid();
        await mfa.RequireAsync(caller.App, userId, links.MfaClaim, cancellationToken);

        var added = links with { Linked = links.Linked.RemoveRange(found.Select(user => user.Provider)) };
        return new SignedIn(userId, await LinkAndStartAsync(caller, userId, added, links.Providers, cancellationToken));
    }

    /// <summary>Every log-in comes through here, and so through its triggers.</summary>
    private Task<string> LinkAndStartAsync(Caller caller, string userId, AuthLinks added, string authProvider, CancellationToken cancellationToken) => triggers.LogInAsync(
        caller.App,
        userId,
        caller.Principal,
        caller.Origin,
        () => added.Linked.IsEmpty
            ? StartAsync(caller, userId, "login", authProvider, null, cancellationToken)
            : store.InTransactionAsync(
                caller.App,
                async transaction =>
                {
                    // The user has proved who he is, but he has no session yet that would let him write.
                    var link = new WritePlan(WriteKind.Update, UserClass.Name, userId) { AuthData = added, Origin = caller.Origin };
                    await pipeline.RunAsync(caller.App, Principal.Master, link, transaction, cancellationToken);
                    return await StartAsync(caller, userId, "login", authProvider, transaction, cancellationToken);
                },
                cancellationToken),
        cancellationToken);

    private static ParseException AlreadyLinked() => new(ErrorCode.AccountAlreadyLinked, "this auth is already used");
}
