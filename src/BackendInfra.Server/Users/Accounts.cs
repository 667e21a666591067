using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Http;
using BackendInfra.Server.Throttling;

namespace BackendInfra.Server.Users;

/// <summary>Signs users up, in and out: the one implementation behind REST and GraphQL.</summary>
internal sealed class Accounts(SignIn signIn, LogInThrottle throttle, WritePipeline pipeline)
{
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

    /// <summary>Gives a user who has proved to be himself a session.</summary>
    /// <exception cref="ParseException">As <see cref="CheckAsync"/>; 119 for the read-only master key.</exception>
    public async Task<SignedIn> LogInAsync(Caller caller, LogIn logIn, CancellationToken cancellationToken)
    {
        AccessGate.RequireWriter(caller.Principal, "login");
        var userId = await CheckAsync(caller, logIn, cancellationToken);
        return new SignedIn(userId, await StartAsync(caller, userId, "login", null, cancellationToken));
    }

    /// <summary>Makes a user and his first session together; no session where addresses must be proved first.</summary>
    /// <exception cref="ParseException">The user is refused; then there is no session either.</exception>
    public async Task<SignedIn> SignUpAsync(Caller caller, WritePlan plan, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var outcome = await pipeline.RunAsync(caller.App, caller.Principal, plan with { Origin = caller.Origin }, transaction, cancellationToken);
        var token = caller.App.Options.RequiresVerifiedEmail ? null : await StartAsync(caller, outcome.ObjectId, "signup", transaction, cancellationToken);
        return new SignedIn(outcome.ObjectId, token) { SignUp = outcome };
    }

    /// <summary>Ends the caller's session. Nothing is wrong when there is none, or it has ended in the meantime.</summary>
    public static async Task LogOutAsync(Caller caller, Func<WritePlan, CancellationToken, Task<WriteOutcome>> write, CancellationToken cancellationToken)
    {
        if (caller.Session is not { } session)
            return;
        try
        {
            await write(new WritePlan(WriteKind.Delete, SessionClass.Name, session.ObjectId), cancellationToken);
        }
        catch (ParseException refusal) when (refusal.Code == ErrorCode.InvalidSessionToken)
        {
        }
    }

    public Task<string> StartAsync(Caller caller, string userId, string action, IStoreTransaction? transaction, CancellationToken cancellationToken) =>
        signIn.StartAsync(caller.App, userId, caller.InstallationId, action, transaction, cancellationToken);
}
