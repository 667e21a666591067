using BackendInfra.Core.Apps;

namespace BackendInfra.Server.Http;

/// <summary>The app that pages for people open: the one in the path, else the configured one, else the first.</summary>
internal sealed class DefaultApp(IAppStore apps, IConfiguration configuration)
{
    public async Task<App?> FindAsync(HttpContext context)
    {
        if (context.Request.RouteValues[CallerResolver.ApplicationIdRouteValue] is string id)
            return await apps.FindAsync(id, context.RequestAborted);
        return configuration["DefaultApp"] is { Length: > 0 } name
            ? await apps.FindByNameAsync(name, context.RequestAborted)
            : await apps.ListAsync(context.RequestAborted) is [var first, ..] ? first : null;
    }
}
