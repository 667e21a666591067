using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Rest.Batch;

/// <summary>One request of a batch, as it was sent.</summary>
internal sealed record BatchItem(string Method, string Path, RestBody Body)
{
    /// <exception cref="ParseException">107 when it is malformed.</exception>
    public static BatchItem Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Refusals.InvalidJson("Every request of a batch must be an object.");
        return new BatchItem(Text(json, "method"), Text(json, "path"), json.TryGetProperty("body", out var body) && body.ValueKind != JsonValueKind.Null ? new RestBody(body) : RestBody.None);
    }

    /// <summary>The item's route.</summary>
    /// <exception cref="ParseException">107 when the path is not below the mount, or nothing is there, or it is a batch again.</exception>
    public RouteMatch Route(string mount)
    {
        if (!Path.StartsWith($"{mount}/", StringComparison.Ordinal))
            throw Refusals.InvalidJson($"cannot route batch path {Excerpt.Of(Path)}");

        var match = RestRoutes.Find(Method, Path[mount.Length..]);
        return match.Route.Handler == BatchRoute.RunAsync
            ? throw Refusals.InvalidJson("nested batch requests are not allowed")
            : match;
    }

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? ParseJson.ReadText(value)
            : throw Refusals.InvalidJson($"Every request of a batch needs a {name}.");
}
