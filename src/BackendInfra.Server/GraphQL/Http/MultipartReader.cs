using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackendInfra.Server.GraphQL.Execution;
using Microsoft.AspNetCore.Http.Features;

namespace BackendInfra.Server.GraphQL.Http;

/// <summary>Reads the multipart request specification: <c>operations</c>, <c>map</c>, then the files. Large ones wait on disk.</summary>
internal static class MultipartReader
{
    private const string Variables = "variables.";

    private static readonly FormOptions Options = new() { ValueCountLimit = 8, ValueLengthLimit = 1024 * 1024, MultipartBodyLengthLimit = long.MaxValue };

    /// <exception cref="RequestException">400 malformed, or without the header that makes browsers ask first.</exception>
    public static async Task<GraphQLRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // A form of any web page can send multipart; only with a header of its own does a browser ask this server before.
        if (!request.Headers.ContainsKey("GraphQL-Require-Preflight") && !request.Headers.ContainsKey("Apollo-Require-Preflight"))
            throw RequestReader.Malformed("Multipart requests need the header GraphQL-Require-Preflight.");
        var form = await FormAsync(request, cancellationToken);
        var operations = Object(form, "operations");
        var map = Object(form, "map");
        var uploads = new UploadedParts();
        foreach (var (name, paths) in map)
        {
            var part = form.Files[name] ?? throw RequestReader.Malformed("map names a file that is not there.");
            var token = uploads.Add(part);
            foreach (var path in paths as JsonArray ?? throw RequestReader.Malformed("map must hold arrays of paths."))
                Put(operations, path, token);
        }

        return RequestReader.FromBody(RequestReader.Parse(Encoding.UTF8.GetBytes(operations.ToJsonString()), "operations")) with { Uploads = uploads };
    }

    private static async Task<IFormCollection> FormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.ReadFormAsync(Options, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw RequestReader.Malformed("The body is no valid multipart form.");
        }
    }

    private static JsonObject Object(IFormCollection form, string name) =>
        form[name] is [{ } text] && RequestReader.Parse(Encoding.UTF8.GetBytes(text), name) is { ValueKind: JsonValueKind.Object } json
            ? JsonObject.Create(json)!
            : throw RequestReader.Malformed($"The part {name} must be an object, given once.");

    /// <summary>Puts a token in the place of a null in the variables.</summary>
    private static void Put(JsonObject operations, JsonNode? path, string token)
    {
        if (path is not JsonValue value || !value.TryGetValue<string>(out var text) || !text.StartsWith(Variables, StringComparison.Ordinal))
            throw RequestReader.Malformed("A path of map must lead into the variables.");
        var steps = text.Split('.');
        JsonNode? node = operations;
        foreach (var step in steps[..^1])
            node = Child(node, step);
        switch (node)
        {
            case JsonObject map when map.TryGetPropertyValue(steps[^1], out var place) && place is null:
                map[steps[^1]] = token;
                break;
            case JsonArray list when int.TryParse(steps[^1], out var index) && index >= 0 && index < list.Count && list[index] is null:
                list[index] = token;
                break;
            default:
                throw RequestReader.Malformed("A path of map must lead to a null.");
        }
    }

    private static JsonNode? Child(JsonNode? node, string step) => node switch
    {
        JsonObject map => map[step],
        JsonArray list when int.TryParse(step, out var index) && index >= 0 && index < list.Count => list[index],
        _ => null,
    };
}
