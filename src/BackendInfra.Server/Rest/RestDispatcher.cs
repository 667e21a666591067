using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Server.Rest.Idempotency;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Rest;

/// <summary>Runs a request that has found its route.</summary>
internal static class RestDispatcher
{
    /// <summary>Checks the route's level and runs its handler; once more when the schema changed under it.</summary>
    /// <exception cref="ParseException">The request is refused.</exception>
    public static async Task RunAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var route = request.Match.Route;
        route.Authorize(request.Caller.Principal);
        request.Data.Services.RateLimits.Require(request.Caller, route.Method, request.Path);
        if (route.IsForTesting && !request.Data.Services.Testing.Mode.IsOn)
            throw RestRoutes.NotFound(route.Method, route.Template);
        await OnceOnly.RunAsync(request, () => HandleAsync(request, cancellationToken), cancellationToken);
    }

    private static async Task HandleAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var route = request.Match.Route;
        try
        {
            await route.Handler(request, cancellationToken);
        }
        catch (SchemaChangedException) when (!request.Data.IsInTransaction)
        {
            // Nothing was done or sent: the statement itself had failed. In a transaction, all of it is run again.
            request.Answer.Reset();
            await route.Handler(request, cancellationToken);
        }
    }
}
