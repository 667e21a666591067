using System.Collections.Concurrent;
using BackendInfra.Core.Apps;

namespace BackendInfra.Server.CloudCode.Web;

/// <summary>
/// Hosts that are an app's pages and nothing else (<c>WebHosts:shop.example.com</c> = <c>shop</c>): no API answers there, so that scripts in
/// those pages share no origin with it.
/// </summary>
internal sealed class WebHosts(RequestDelegate next, IConfiguration configuration, IAppStore apps, WebSite site)
{
    private readonly Dictionary<string, string> _apps = configuration.GetSection("WebHosts").GetChildren()
        .Where(host => host.Value is { Length: > 0 })
        .ToDictionary(host => host.Key, host => host.Value!, StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<string, string> _ids = new(StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext context)
    {
        if (_apps.Count > 0 && _apps.TryGetValue(context.Request.Host.Host, out var name))
            await site.AnswerAsync(context, await FindAsync(name, context.RequestAborted), "", context.Request.Path);
        else
            await next(context);
    }

    private async Task<App?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (_ids.TryGetValue(name, out var id))
            return await apps.FindAsync(id, cancellationToken);
        var app = await apps.FindByNameAsync(name, cancellationToken);
        if (app is not null)
            _ids[name] = app.Id;
        return app;
    }
}
