using BackendInfra.Core.Classes;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Users;

namespace BackendInfra.Server.Rest.Users;

/// <summary>Writes that may give their caller a session: a sign-up, and a new password, which has ended all others.</summary>
internal static class UserWrites
{
    /// <returns>The token is null where no session was made.</returns>
    /// <exception cref="Core.Errors.ParseException">The write is refused; then there is no session either.</exception>
    public static async Task<(WriteOutcome Outcome, string? Token)> RunAsync(RestRequest request, WritePlan plan, CancellationToken cancellationToken)
    {
        var isSignUp = plan.Kind == WriteKind.Create;
        var principal = request.Caller.Principal;
        var startsSession = plan.ClassName == UserClass.Name
            && (isSignUp || (!principal.IsUnrestricted && plan.Changes.Any(change => change.Field == UserClass.Password)));
        if (!startsSession)
            return (await request.Data.WriteAsync(plan, cancellationToken), null);

        var (app, services) = (request.Caller.App, request.Data.Services);
        if (isSignUp)
        {
            var signedUp = await request.Data.TogetherAsync(transaction => services.Accounts.SignUpAsync(request.Caller, plan, transaction, cancellationToken), cancellationToken);
            AccountRules.RequireSession(app, signedUp);
            return (signedUp.SignUp!, signedUp.SessionToken);
        }

        return await request.Data.TogetherAsync<(WriteOutcome, string?)>(
            async transaction =>
            {
                var outcome = await services.Pipeline.RunAsync(app, principal, plan with { Origin = request.Caller.Origin }, transaction, cancellationToken);
                return (outcome, await services.Accounts.StartAsync(request.Caller, outcome.ObjectId, "login", transaction, cancellationToken));
            },
            cancellationToken);
    }
}
