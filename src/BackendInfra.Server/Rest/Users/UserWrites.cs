using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Users;

namespace BackendInfra.Server.Rest.Users;

/// <summary>Writes that may give their caller a session: a sign-up, and a new password, which has ended all others.</summary>
internal static class UserWrites
{
    /// <returns>
    /// The token is null where no session was made. With <c>authData</c> that belongs to a user already, a sign-up writes
    /// nothing but logs him in: then there is his id and no outcome.
    /// </returns>
    /// <exception cref="ParseException">The write is refused; then there is no session either.</exception>
    public static async Task<(WriteOutcome? Outcome, string? Token, string? LoggedIn)> RunAsync(RestRequest request, WritePlan plan, CancellationToken cancellationToken)
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
            return (signedIn.SignUp, signedIn.SessionToken, signedIn.SignUp is null ? signedIn.UserId : null);
        }

        var isSignUp = plan.Kind == WriteKind.Create;
        var startsSession = plan.ClassName == UserClass.Name
            && (isSignUp || (!caller.Principal.IsUnrestricted && plan.Changes.Any(change => change.Field == UserClass.Password)));
        if (!startsSession)
            return (await request.Data.WriteAsync(plan, cancellationToken), null, null);

        if (isSignUp)
        {
            var signedUp = await request.Data.TogetherAsync(transaction => services.Accounts.SignUpAsync(caller, plan, transaction, cancellationToken), cancellationToken);
            AccountRules.RequireSession(caller.App, signedUp);
            return (signedUp.SignUp, signedUp.SessionToken, null);
        }

        return await request.Data.TogetherAsync<(WriteOutcome?, string?, string?)>(
            async transaction =>
            {
                var outcome = await services.Pipeline.RunAsync(caller.App, caller.Principal, plan with { Origin = caller.Origin }, transaction, cancellationToken);
                return (outcome, await services.Accounts.StartAsync(caller, outcome.ObjectId, "login", "password", transaction, cancellationToken), null);
            },
            cancellationToken);
    }
}
