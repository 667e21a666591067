using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace BackendInfra.Server.Throttling;

/// <summary>
/// Takes the client's address and scheme from <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c>, if the proxies of the setting
/// <c>ForwardedHeaders:KnownProxies</c> (addresses and networks, separated by commas) have sent them. Without it the headers
/// are anybody's, and count for nothing (rule 24).
/// </summary>
internal static class ForwardedHeaderServices
{
    private const string Setting = "ForwardedHeaders:KnownProxies";

    /// <exception cref="InvalidOperationException">The setting holds what is no address and no network.</exception>
    public static void UseKnownProxies(this WebApplication app)
    {
        var section = app.Configuration.GetSection(Setting);
        var proxies = section.GetChildren().Select(item => item.Value).Append(section.Value).SelectMany(text => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();
        if (proxies.Length == 0)
            return;

        // However long the chain of proxies is, it is followed back to the first address that is none of them.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
                options.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(proxy, out var network))
                options.KnownIPNetworks.Add(network);
            else
                throw new InvalidOperationException($"{Setting} holds '{proxy}', which is no address and no network.");
        }

        app.UseForwardedHeaders(options);
    }
}
