using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;

namespace BackendInfra.Server.Throttling;

/// <summary>The limits of rates that functions of Cloud Code ask for in their validators.</summary>
internal static class FunctionLimits
{
    private const string Route = "functions";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(allowIntegerValues: false) } };

    /// <summary>Read once for each function of a release.</summary>
    private static readonly ConditionalWeakTable<CloudFunction, RateLimitOptions> Known = [];

    /// <summary>The limit of the function that a path calls; null for none.</summary>
    public static RateLimitOptions? Of(App app, ReadOnlySpan<string> path) =>
        path is [Route, var name] && app.CloudCode?.Definitions.FindFunction(name) is { RateLimit: not null } function
            ? Known.GetValue(function, found => Read(found.RateLimit!)!)
            : null;

    /// <summary>A limit as JSON; null when it is none.</summary>
    public static RateLimitOptions? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<RateLimitOptions>(json, Options) is { RequestCount: > 0, RequestTimeWindow: > 0 } limit ? limit : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
