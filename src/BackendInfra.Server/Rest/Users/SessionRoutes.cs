using BackendInfra.Core.Errors;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Rest.Users;

/// <summary>Sessions that a signed-in user makes (reference §10).</summary>
internal static class SessionRoutes
{
    public static RestRoute[] All =>
    [
        new("POST", "sessions", RouteLevel.Anyone, CreateAsync),
        new("POST", "upgradeToRevocableSession", RouteLevel.Anyone, UpgradeAsync),
    ];

    /// <summary><c>POST /sessions</c> → 201 and one more session of the caller. It is the server that says what is in it.</summary>
    /// <exception cref="ParseException">105 a field or an ACL, 209 no session.</exception>
    private static async Task CreateAsync(RestRequest request, CancellationToken cancellationToken)
    {
        if (request.Caller.Session is null)
            throw new ParseException(ErrorCode.InvalidSessionToken, "Session token required.");
        if (request.Body.Members().FirstOrDefault().Name is { } name)
            throw Refusals.InvalidKeyName(Core.Values.Excerpt.Of(name));

        // Of no installation: it would end the one that asks.
        var id = await StartAsync(request, "create", null, cancellationToken);
        request.Answer.Status = StatusCodes.Status201Created;
        request.Answer.Location = $"{request.ServerUrl}/sessions/{id}";
    }

    /// <summary><c>POST /upgradeToRevocableSession</c> → a new session. All sessions are revocable here, so nothing else happens.</summary>
    /// <exception cref="ParseException">101 no session.</exception>
    private static async Task UpgradeAsync(RestRequest request, CancellationToken cancellationToken)
    {
        if (request.Caller.Session is null)
            throw new ParseException(ErrorCode.ObjectNotFound, "invalid session");
        await StartAsync(request, "upgrade", request.Caller.InstallationId, cancellationToken);
    }

    private static async Task<string> StartAsync(RestRequest request, string action, string? installationId, CancellationToken cancellationToken)
    {
        var (caller, services) = (request.Caller, request.Data.Services);
        var token = await services.Accounts.StartAsync(caller with { InstallationId = installationId }, caller.Session!.UserId, action, null, null, cancellationToken);
        var session = await services.Sessions.RequireAsync(caller.App, token, cancellationToken);
        await UserRoutes.AnswerSessionAsync(request, session, token, cancellationToken);
        return session.ObjectId;
    }
}
