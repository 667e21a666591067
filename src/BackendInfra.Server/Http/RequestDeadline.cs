using BackendInfra.Core.Errors;

namespace BackendInfra.Server.Http;

/// <summary>When a request must be done (rule 17). The master key has all the time that the database gives it.</summary>
internal sealed class RequestDeadline
{
    private readonly CancellationTokenSource _limit;

    private RequestDeadline(CancellationTokenSource limit) => _limit = limit;

    /// <summary>Begins to count, as soon as the app is known.</summary>
    /// <returns>A token that is cancelled when time is up or the client has gone; the statement that then runs is cancelled, too.</returns>
    public static CancellationToken Begin(HttpContext context, Caller caller)
    {
        if (caller.Principal.IsUnrestricted)
            return context.RequestAborted;
        var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(TimeSpan.FromSeconds(caller.App.Options.Limits.RequestTimeout));
        context.Response.RegisterForDispose(limit);
        context.Features.Set(new RequestDeadline(limit));
        return limit.Token;
    }

    /// <summary>Whether an exception means that time was up.</summary>
    public static bool HasEnded(HttpContext context, Exception exception) =>
        exception is OperationCanceledException && !context.RequestAborted.IsCancellationRequested
        && context.Features.Get<RequestDeadline>() is { _limit.IsCancellationRequested: true };

    public static ParseException Refusal() => new(ErrorCode.Timeout, "The request took too long.");
}
