using BackendInfra.Core.Apps;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.CloudCode.Web;

/// <summary>
/// Apps' own pages: under <c>/apps/{applicationId}/web</c>, for the default app under <c>/web</c>, and on hosts of their own that
/// the settings <c>WebHosts:{host}</c> name.
/// </summary>
internal static class WebEndpoints
{
    private const string Mount = "/web";

    public static IServiceCollection AddWebSites(this IServiceCollection services) => services
        .AddSingleton<PublicFiles>()
        .AddSingleton<WorkerForwarder>()
        .AddSingleton<WebSite>();

    public static void MapWebSites(this IEndpointRouteBuilder routes)
    {
        foreach (var mount in (ReadOnlySpan<string>)[Mount, $"/apps/{{{CallerResolver.ApplicationIdRouteValue}}}{Mount}"])
            routes.Map($"{mount}/{{**path}}", AnswerAsync);
    }

    /// <summary>Whether a path is one of apps' own pages, which answer for themselves.</summary>
    public static bool IsWebSite(PathString path) =>
        path.StartsWithSegments(Mount)
        || (path.StartsWithSegments("/apps", out var rest) && rest.Value is { Length: > 0 } below
        && below.IndexOf('/', 1) is > 0 and var slash && new PathString(below[slash..]).StartsWithSegments(Mount));

    private static async Task AnswerAsync(HttpContext context)
    {
        var app = await context.RequestServices.GetRequiredService<DefaultApp>().FindAsync(context);
        var prefix = context.Request.RouteValues[CallerResolver.ApplicationIdRouteValue] is string id ? $"/apps/{id}{Mount}" : Mount;
        context.Request.Path.StartsWithSegments(prefix, out var path);
        await context.RequestServices.GetRequiredService<WebSite>().AnswerAsync(context, app, prefix, path);
    }
}
