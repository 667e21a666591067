using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Users;

namespace BackendInfra.Server.Rest.Users;

/// <summary>Writes that may give their caller a session: a sign-up, and a new password, which has ended all others.</summary>
internal static class UserWrites
{
    /// <exception cref="ParseException">The write is refused; then there is no session either.</exception>
    public static async Task<UserWrite> RunAsync(RestRequest request, WritePlan plan, CancellationToken cancellationToken)
    {
        var (caller, services) = (request.Caller, request.Data.Services);
        if (AuthProviders.Concerns(plan))
        {
            // Services are asked before a connection is taken, and a transaction has one already.
            if (request.Data.IsInTransaction)
                throw new ParseException(ErrorCode.CommandUnavailable, "authData cannot be part of a transaction.");
            plan = await services.AuthProviders.ConfirmAsync(caller.App, caller.Principal, plan, cancellationToken);
        }

        if (plan is { Kind: WriteKind.Create, AuthData: { } links })
        {
            var signedIn = await services.Accounts.LogInOrSignUpAsync(caller, links, _ => Task.FromResult(plan), cancellationToken);
            return new UserWrite(signedIn.SignUp, signedIn.SessionToken) { LoggedIn = signedIn.SignUp is null ? signedIn.UserId : null };
        }

        var isSignUp = plan.Kind == WriteKind.Create;
        var startsSession = plan.ClassName == UserClass.Name
            && (isSignUp || (!caller.Principal.IsUnrestricted && plan.Changes.Any(change => change.Field == UserClass.Password)));
        if (!startsSession)
            return new UserWrite(await request.Data.WriteAsync(plan, cancellationToken)) { Mfa = plan.AuthData?.Mfa };

        if (isSignUp)
        {
            var triggered = await services.Accounts.BeforeSignUpAsync(caller, plan, request.Data.Transaction, cancellationToken);
            var signedUp = await request.Data.TogetherAsync(transaction => services.Accounts.SignUpAsync(caller, triggered, transaction, cancellationToken), cancellationToken);
            AccountRules.RequireSession(caller.App, signedUp);
            return new UserWrite(signedUp.SignUp, signedUp.SessionToken);
        }

        var changed = await services.Pipeline.BeforeAsync(caller.App, caller.Principal, plan with { Origin = caller.Origin }, request.Data.Transaction, cancellationToken);
        return await request.Data.TogetherAsync(
            async transaction =>
            {
                var outcome = await services.Pipeline.RunAsync(caller.App, caller.Principal, changed, transaction, cancellationToken);
                var token = await services.Accounts.StartAsync(caller, outcome.ObjectId, "login", "password", transaction, cancellationToken);
                return new UserWrite(outcome, token) { Mfa = plan.AuthData?.Mfa };
            },
            cancellationToken);
    }
}
