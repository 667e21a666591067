using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Users;

namespace BackendInfra.Server.Users;

/// <summary>Finds the live session of a token, and lets it live on where the app wants that.</summary>
internal sealed class Sessions(IUserStore users, TimeProvider time)
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(1);

    /// <exception cref="ParseException">209 no session's token, or an ended one's.</exception>
    public async ValueTask<StoredSession> RequireAsync(App app, string token, CancellationToken cancellationToken)
    {
        var session = SessionToken.IsWellFormed(token) ? await users.FindSessionAsync(app, SessionToken.Hash(token), cancellationToken) : null;
        if (session is null)
            throw Refusals.InvalidSessionToken();

        // Asked each time: that a session was live when it was read says nothing about now.
        var now = time.GetUtcNow();
        if (session.ExpiresAt <= now)
            throw new ParseException(ErrorCode.InvalidSessionToken, "Session token is expired.");
        return app.Options.ExtendSessionOnUse ? await ExtendAsync(app, session, now, cancellationToken) : session;
    }

    /// <summary>Not at every use: a write per request would cost more than the request.</summary>
    private async Task<StoredSession> ExtendAsync(App app, StoredSession session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var length = TimeSpan.FromSeconds(app.Options.SessionLength);
        var step = length / 2 < LongestStep ? length / 2 : LongestStep;
        var end = now + length;
        if (session.ExpiresAt > end - step)
            return session;
        await users.ExtendSessionAsync(app, session, end, cancellationToken);
        return session with { ExpiresAt = end };
    }
}
