using BackendInfra.Core.Errors;
using BackendInfra.Server.Http;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Rest.Idempotency;

/// <summary>Runs requests once that clients send again because they heard no answer (reference §14).</summary>
internal static class OnceOnly
{
    /// <summary>Where a client says that a request is the same as another one.</summary>
    public const string Header = "X-Parse-Request-Id";

    private const int MaxIdLength = 200;

    /// <summary>The first segments of the routes that Parse Server covers, for POST and PUT.</summary>
    private static readonly HashSet<string> Roots = new(StringComparer.Ordinal) { "classes", "users", "installations", "functions", "jobs" };

    /// <exception cref="ParseException">159 the id was used already, 107 an id that is too long.</exception>
    public static async Task RunAsync(RestRequest request, Func<Task> work, CancellationToken cancellationToken)
    {
        var app = request.Caller.App;
        if (request.RequestId is not { } id || !Covers(request.Match.Route) || !app.Options.IdempotencyOptions.Covers(request.Path.Trim('/')))
        {
            await work();
            return;
        }

        if (id.Length > MaxIdLength)
            throw Refusals.InvalidJson($"A request id may have at most {MaxIdLength} characters.");
        var log = request.Data.Services.Requests;
        if (!await log.TryAddAsync(app, id, cancellationToken))
            throw new ParseException(ErrorCode.DuplicateRequest, "Duplicate request");
        try
        {
            await work();
        }
        catch (ParseException refusal) when (ChangedNothing(request.Match.Route, refusal))
        {
            await log.RemoveAsync(app, id, CancellationToken.None);
            throw;
        }
    }

    private static bool Covers(RestRoute route) =>
        (route.Method == HttpMethods.Post || route.Method == HttpMethods.Put) && Roots.Contains(Root(route));

    /// <summary>Whether it is certain that the request had no effect. A function may have had one before it failed.</summary>
    private static bool ChangedNothing(RestRoute route, ParseException refusal) =>
        Root(route) is not ("functions" or "jobs") && refusal.Code != ErrorCode.Timeout && ErrorAnswer.StatusOf(refusal) < StatusCodes.Status500InternalServerError;

    private static string Root(RestRoute route) => route.Template.Split('/')[0];
}
