using System.Globalization;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Logs;

/// <summary>The log of an app's own code, for the master key (reference §3).</summary>
internal static class LogRoutes
{
    private const string Events = "text/event-stream";

    public static RestRoute[] All =>
    [
        new("GET", "scriptlog", RouteLevel.MasterRead, FindAsync),
        new("GET", "scriptlog/tail", RouteLevel.MasterRead, TailAsync),
    ];

    /// <exception cref="ParseException">102, 107 malformed parameters.</exception>
    private static async Task FindAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var services = request.Data.Services;
        var query = LogQueryReader.Read(request.Parameters, services.Time.GetUtcNow());
        var lines = await services.Logs.Store.FindAsync(request.Caller.App, query, cancellationToken);
        request.Answer.Write(json =>
        {
            json.WriteStartArray();
            foreach (var line in lines)
                LogJson.Write(json, line);
            json.WriteEndArray();
        });
    }

    /// <summary>Lines as they come: a JSON object each, or server-sent events for who accepts those.</summary>
    /// <exception cref="ParseException">102, 107 malformed parameters.</exception>
    private static Task TailAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var services = request.Data.Services;
        var query = LogQueryReader.Read(request.Parameters, services.Time.GetUtcNow());
        var headers = request.Caller.Origin.Headers();
        var asEvents = headers.GetValueOrDefault("accept", "").Contains(Events, StringComparison.OrdinalIgnoreCase);

        // A browser that connects again tells what it has had.
        if (long.TryParse(headers.GetValueOrDefault("last-event-id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            query = query with { After = id };
        request.Answer.Stream = new RestStream(
            asEvents ? Events : "application/x-ndjson",
            (output, token) => services.Logs.Tail.WriteAsync(request.Caller.App, query, asEvents, output, token));
        return Task.CompletedTask;
    }
}
