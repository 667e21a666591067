using BackendInfra.Core.Errors;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Users;

/// <summary>
/// <c>challenge</c>: what somebody needs to know before he logs in. Nothing has to be sent out for authenticator apps, so
/// for <c>mfa</c> it tells whether a code will be asked for; whoever asks must prove his first factor.
/// </summary>
internal sealed class Challenges(Accounts accounts, AuthProviders providers, IAuthStore identities, Mfa mfa)
{
    /// <exception cref="ParseException">-1 what is missing or contradicts itself, 101 a wrong first factor.</exception>
    public async Task<ObjectValue> RunAsync(Caller caller, LogIn logIn, ParseValue? challengeData, CancellationToken cancellationToken)
    {
        if (logIn is { Name: not null, Password: null })
            throw Refused("You provided username or email, you need to also provide password.");
        if (challengeData is null)
            throw Refused("Nothing to challenge.");
        if (challengeData is not ObjectValue { Members: var asked })
            throw Refused("challengeData should be an object.");
        if (logIn is { Name: not null, AuthData: not null })
            throw Refused("You cannot provide username/email and authData, only use one identification method.");

        var userId = logIn.Name is not null ? await accounts.CheckAsync(caller, logIn, cancellationToken)
            : logIn.AuthData is { } authData ? await FindAsync(caller, authData, cancellationToken)
            : null;
        if (userId is null || !asked.ContainsKey(Mfa.Name) || !Mfa.IsEnabled(caller.App))
            return ObjectValue.Empty;
        var status = new StringValue(await mfa.IsOnAsync(caller.App, userId, cancellationToken) ? "enabled" : "disabled");
        return new ObjectValue(ObjectValue.Empty.Members.Add(Mfa.Name, new ObjectValue(ObjectValue.Empty.Members.Add("status", status))));
    }

    /// <summary>Whatever is wrong with an identity, the answer is the same: nobody is to guess ids.</summary>
    private async Task<string> FindAsync(Caller caller, ObjectValue authData, CancellationToken cancellationToken)
    {
        if (authData.Members.Count > 1)
            throw Refused("You cannot provide more than one authData provider with an id.");
        try
        {
            var links = await providers.ConfirmAsync(caller.App, authData, cancellationToken);
            if (await identities.FindAsync(caller.App, links.Linked, cancellationToken) is [{ IsLocked: false } user])
                return user.ObjectId;
        }
        catch (ParseException refusal) when (refusal.Code is ErrorCode.ObjectNotFound or ErrorCode.UnsupportedService)
        {
        }

        throw new ParseException(ErrorCode.ObjectNotFound, "User not found.");
    }

    private static ParseException Refused(string message) => new(ErrorCode.OtherCause, message);
}
