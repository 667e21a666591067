using System.Collections.Frozen;
using System.Globalization;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Server.Http;

/// <summary>What triggers are told of an HTTP request.</summary>
internal static class RequestOrigins
{
    /// <summary>Sent to webhooks; one that sends it back with its own requests is told when they call each other without end.</summary>
    public const string DepthHeader = "X-BackendInfra-Trigger-Depth";

    private static readonly FrozenSet<string> Secret = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "X-Parse-Master-Key", "X-Parse-Maintenance-Key", "X-Parse-Session-Token", "X-Parse-Webhook-Key", Webhooks.HookTransactions.Header, "Authorization", "Proxy-Authorization", "Cookie");

    /// <exception cref="Core.Errors.ParseException">107 when the context for triggers is no object.</exception>
    public static RequestOrigin Of(HttpContext context, Credentials credentials, bool hasSession, string filesUrl)
    {
        var headers = context.Request.Headers;
        return new RequestOrigin
        {
            InstallationId = credentials.InstallationId,
            RequestId = context.TraceIdentifier,
            SessionToken = hasSession ? credentials.SessionToken : null,
            Address = context.Connection.RemoteIpAddress,
            Headers = () => headers.Where(header => !Secret.Contains(header.Key)).ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal),
            Context = headers.TryGetValue(CloudContext.Header, out var sent) ? CloudContext.Read(sent.ToString()) : RequestOrigin.None.Context,
            FilesUrl = filesUrl,
            Depth = int.TryParse(headers[DepthHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var depth) ? depth : 0,
        };
    }
}
