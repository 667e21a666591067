using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Triggers;

/// <summary>The triggers around signing in and out, which are about no write.</summary>
public sealed class UserTriggers(ITriggerDispatcher dispatcher, ISchemaRegistry registry, IObjectStore store)
{
    /// <summary>Runs <c>beforeLogin</c> or <c>beforePasswordResetRequest</c>, if the app has it.</summary>
    /// <exception cref="ParseException">The trigger refuses, or cannot run.</exception>
    public async Task BeforeAsync(App app, TriggerKinds kind, string userId, Principal principal, RequestOrigin origin, CancellationToken cancellationToken)
    {
        if (await CallAsync(app, kind, UserClass.Name, userId, principal, origin, cancellationToken) is not { } call)
            return;
        if (origin.Depth >= RequestOrigin.MaxDepth)
            throw new ParseException(ErrorCode.ScriptFailed, $"Triggers call each other more than {RequestOrigin.MaxDepth} levels deep.");
        await dispatcher.BeforeAsync(call, cancellationToken);
    }

    /// <summary>Starts a session between <c>beforeLogin</c> and <c>afterLogin</c>, where the app has them.</summary>
    /// <param name="start">Starts it, and gives its token.</param>
    /// <exception cref="ParseException"><c>beforeLogin</c> refuses, or cannot run; then there is no session.</exception>
    public async Task<string> LogInAsync(App app, string userId, Principal principal, RequestOrigin origin, Func<Task<string>> start, CancellationToken cancellationToken)
    {
        await BeforeAsync(app, TriggerKinds.BeforeLogin, userId, principal, origin, cancellationToken);
        var token = await start();
        var own = origin with { SessionToken = token };
        if (await CallAsync(app, TriggerKinds.AfterLogin, UserClass.Name, userId, Principal.User(userId, []), own, cancellationToken) is { } call)
            await dispatcher.AfterAsync(call);
        return token;
    }

    /// <summary>Ends a session, and runs <c>afterLogout</c> about it, if the app has it.</summary>
    /// <param name="end">Ends it.</param>
    public async Task LogOutAsync(App app, string sessionId, Principal principal, RequestOrigin origin, Func<Task> end, CancellationToken cancellationToken)
    {
        // The session is read while it is there.
        var call = await CallAsync(app, TriggerKinds.AfterLogout, SessionClass.Name, sessionId, principal, origin, cancellationToken);
        await end();
        if (call is not null)
            await dispatcher.AfterAsync(call);
    }

    private async ValueTask<ObjectTriggerCall?> CallAsync(App app, TriggerKinds kind, string className, string objectId, Principal principal, RequestOrigin origin, CancellationToken cancellationToken)
    {
        if ((dispatcher.Of(app, className) & kind) == TriggerKinds.None)
            return null;

        // Whatever the caller may see of it: the trigger is the app's own.
        var asked = new WriteContext
        {
            App = app,
            Principal = Principal.Master,
            Plan = new WritePlan(WriteKind.Delete, className, objectId),
            Schema = await registry.GetAsync(app, cancellationToken),
        };
        return await store.FindAsync(app, AccessGate.Authorize(asked, DateTimeOffset.UnixEpoch), cancellationToken) is { } state
            ? new ObjectTriggerCall(app, kind, className, principal, origin, TriggerObject.Of(className, state))
            : null;
    }
}
