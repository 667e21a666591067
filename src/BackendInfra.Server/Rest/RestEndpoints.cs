using BackendInfra.Core.Writes;
using BackendInfra.Server.Http;
using BackendInfra.Server.Rest.Idempotency;
using BackendInfra.Server.Rest.Routing;
using BackendInfra.Server.Rest.Server;
using BackendInfra.Server.Webhooks;

namespace BackendInfra.Server.Rest;

/// <summary>Mounts the REST API under <c>/parse</c> and <c>/apps/{applicationId}/parse</c>.</summary>
internal static class RestEndpoints
{
    private const string Name = "parse";

    /// <summary>SDKs send a POST that stands for the GET.</summary>
    private static readonly string[] HealthMethods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post];

    public static IServiceCollection AddRest(this IServiceCollection services) => services.AddSingleton<RestServices>();

    public static void MapRest(this IEndpointRouteBuilder routes)
    {
        foreach (var mount in (ReadOnlySpan<string>)[$"/{Name}", $"/apps/{{{CallerResolver.ApplicationIdRouteValue}}}/{Name}"])
        {
            routes.Map($"{mount}/{{**path}}", AnswerAsync);
            routes.MapMethods($"{mount}/health", HealthMethods, HealthEndpoint.AnswerAsync);
        }

        routes.MapMethods("/health", HealthMethods, HealthEndpoint.AnswerAsync);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        var services = context.RequestServices;

        using var content = await RequestBody.ReadAsync(context.Request, cancellationToken);
        var body = content.Json;
        var method = MethodOf(context.Request, body);
        var match = RestRoutes.Find(method, PathOf(context.Request));
        var credentials = Credentials.FromHeaders(context.Request.Headers);
        var caller = await services.GetRequiredService<CallerResolver>().ResolveAsync(context, body.IsObject ? credentials.Or(body.Credentials) : credentials, cancellationToken, match.Route.IgnoresSession);
        content.RequireWithin(caller.App.Options);
        cancellationToken = RequestDeadline.Begin(context, caller);
        if (body.Context is { } sent)
            caller = caller with { Origin = caller.Origin with { Context = sent } };

        context.Response.ContentType = "application/json; charset=utf-8";
        using var buffer = new ResponseBuffer(context.Response);
        var answer = new RestAnswer(buffer);
        var mount = MountOf(context.Request);
        RestRequest Request(IStoreTransaction? transaction) => new()
        {
            Match = match,
            Path = PathOf(context.Request),
            Caller = caller,
            Mount = mount,
            ServerUrl = $"{context.Request.Scheme}://{context.Request.Host}{mount}",
            Body = body,
            Parameters = method == HttpMethods.Get ? RestParameters.Of(context.Request.Query, body)
                : match.Route.TakesQuery ? RestParameters.Of(context.Request.Query, RestBody.None)
                : RestParameters.None,
            Data = new RestData(services.GetRequiredService<RestServices>(), caller, transaction),
            Answer = answer,
            RequestId = context.Request.Headers[OnceOnly.Header] is [{ Length: > 0 } id] ? id : null,
        };

        // A hook's own request is part of the transaction that waits for the hook.
        if (context.Request.Headers[HookTransactions.Header] is [{ Length: > 0 } token])
            await services.GetRequiredService<HookTransactions>().Require(caller.App, token).RunAsync(transaction => RestDispatcher.RunAsync(Request(transaction), cancellationToken), cancellationToken);
        else
            await RestDispatcher.RunAsync(Request(null), cancellationToken);
        await SendAsync(context.Response, answer, cancellationToken);
    }

    private static string MethodOf(HttpRequest request, RestBody body) =>
        HttpMethods.IsPost(request.Method) && body.MethodOverride is { } method ? method : request.Method;

    private static string PathOf(HttpRequest request) => request.RouteValues["path"] as string ?? "";

    private static string MountOf(HttpRequest request) =>
        request.RouteValues[CallerResolver.ApplicationIdRouteValue] is string applicationId
            ? $"{request.PathBase}/apps/{Uri.EscapeDataString(applicationId)}/{Name}"
            : $"{request.PathBase}/{Name}";

    private static async Task SendAsync(HttpResponse response, RestAnswer answer, CancellationToken cancellationToken)
    {
        if (!response.HasStarted)
        {
            response.StatusCode = answer.Status;
            if (answer.Location is not null)
                response.Headers.Location = answer.Location;
            foreach (var (name, value) in answer.Headers)
                response.Headers[name] = value;
            if (answer.JobStatusId is not null)
                response.Headers["X-Parse-Job-Status-Id"] = answer.JobStatusId;
        }

        if (answer.Stream is { } stream)
        {
            response.ContentType = stream.ContentType;
            response.Headers.CacheControl = "no-store";
            await stream.WriteAsync(response.BodyWriter, cancellationToken);
            return;
        }

        await answer.Body.CompleteAsync(cancellationToken);
    }
}
