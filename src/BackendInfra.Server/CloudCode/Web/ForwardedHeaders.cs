using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace BackendInfra.Server.CloudCode.Web;

/// <summary>Which headers pass between a client and an app's web application.</summary>
internal static class ForwardedHeaders
{
    /// <summary>Of one connection only (RFC 9110 §7.6.1), or made anew.</summary>
    private static readonly FrozenSet<string> OfConnection = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings",
        "Expect", "Host", "Content-Length", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Forwarded-Port", "X-Real-IP");

    /// <summary>Keys that open more than a user may; and what servers and workers say to each other.</summary>
    private static readonly FrozenSet<string> Keys = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "X-Parse-Master-Key", "X-Parse-Maintenance-Key", "X-Parse-Webhook-Key");

    private const string OwnPrefix = "X-BackendInfra-";

    /// <summary>Cookies of this server's own pages, which share the origin.</summary>
    private static readonly string[] OwnCookies = ["backendinfra", "parse_dash", ".AspNetCore."];

    public static void Copy(HttpRequest from, HttpRequestMessage to, string prefix)
    {
        var named = from.Headers.Connection.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in from.Headers)
        {
            if (!IsForwarded(name) || named.Contains(name) || name.StartsWith(':'))
                continue;
            var passed = name.Equals(HeaderNames.Cookie, StringComparison.OrdinalIgnoreCase) ? Cookies(values) : values;
            if (passed.Count > 0 && !to.Headers.TryAddWithoutValidation(name, passed.ToArray()))
                to.Content?.Headers.TryAddWithoutValidation(name, passed.ToArray());
        }

        to.Headers.Host = from.Host.Value;
        to.Headers.TryAddWithoutValidation("X-Forwarded-For", from.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "unknown");
        to.Headers.TryAddWithoutValidation("X-Forwarded-Proto", from.Scheme);
        to.Headers.TryAddWithoutValidation("X-Forwarded-Host", from.Host.Value);
        if (prefix.Length > 0)
            to.Headers.TryAddWithoutValidation("X-Forwarded-Prefix", from.PathBase + prefix);
    }

    public static void Copy(HttpResponseMessage from, HttpResponse to)
    {
        foreach (var (name, values) in from.Headers.NonValidated.Concat(from.Content.Headers.NonValidated))
        {
            if (OfConnection.Contains(name) || from.Headers.Connection.Contains(name))
                continue;
            StringValues all = values.ToArray();
            to.Headers[name] = name.Equals(HeaderNames.SetCookie, StringComparison.OrdinalIgnoreCase) ? new StringValues([.. all.Where(cookie => !IsOwn(cookie!))]) : all;
        }

        to.ContentLength = from.Content.Headers.ContentLength;
    }

    private static bool IsForwarded(string name) => !OfConnection.Contains(name) && !Keys.Contains(name) && !name.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase);

    private static StringValues Cookies(StringValues headers)
    {
        var kept = headers.SelectMany(header => (header ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Where(cookie => !IsOwn(cookie)).ToArray();
        return kept.Length == 0 ? StringValues.Empty : string.Join("; ", kept);
    }

    private static bool IsOwn(string cookie) => OwnCookies.Any(own => cookie.TrimStart().StartsWith(own, StringComparison.OrdinalIgnoreCase));
}
