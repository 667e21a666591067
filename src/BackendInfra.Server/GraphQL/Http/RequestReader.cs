using System.Buffers;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.GraphQL.Http;

/// <summary>Reads GraphQL requests of the GraphQL-over-HTTP draft. Batches are not offered.</summary>
internal static class RequestReader
{
    /// <exception cref="RequestException">400 malformed, 415 another media type than JSON in UTF-8 or the multipart form of uploads.</exception>
    public static async ValueTask<GraphQLRequest> ReadAsync(HttpRequest request, PooledBuffer buffer, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsGet(request.Method))
            return FromQuery(request.Query);
        if (request.HasFormContentType && request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            return await MultipartReader.ReadAsync(request, cancellationToken);
        if (!MediaTypes.IsJson(request.ContentType))
            throw new RequestException("The body must be application/json in UTF-8.", "BAD_REQUEST", StatusCodes.Status415UnsupportedMediaType);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            foreach (var segment in read.Buffer)
                buffer.Write(segment.Span);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }

        return FromBody(Parse(buffer.WrittenMemory, "The body"));
    }

    private static GraphQLRequest FromQuery(IQueryCollection query)
    {
        if (query["query"] is not [{ Length: > 0 } text])
            throw Malformed("The parameter query must be given once.");
        if (query["extensions"] is [{ Length: > 0 } extensions])
            RequireObject(Parse(Encoding.UTF8.GetBytes(extensions), "The parameter extensions"), "extensions");
        var variables = query["variables"] is [{ Length: > 0 } json] ? Parse(Encoding.UTF8.GetBytes(json), "The parameter variables") : default;
        return new GraphQLRequest(text, query["operationName"] is [{ } name] ? name : null, RequireObject(variables, "variables"), IsQueryOnly: true);
    }

    public static GraphQLRequest FromBody(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw Malformed("The body must be an object: one operation per request.");
        if (!body.TryGetProperty("query", out var query) || query.ValueKind != JsonValueKind.String)
            throw Malformed("The member query must be a string.");
        RequireObject(Member("extensions"), "extensions");
        return new GraphQLRequest(Text(query)!, Text(Member("operationName")), RequireObject(Member("variables"), "variables"), IsQueryOnly: false);

        JsonElement Member(string name) => body.TryGetProperty(name, out var member) ? member : default;

        static string? Text(JsonElement json)
        {
            try
            {
                return json.ValueKind switch
                {
                    JsonValueKind.String => json.GetString(),
                    JsonValueKind.Null or JsonValueKind.Undefined => null,
                    _ => throw Malformed("The member operationName must be a string."),
                };
            }
            catch (InvalidOperationException)
            {
                throw Malformed("A string holds an incomplete surrogate pair.");
            }
        }
    }

    private static JsonElement RequireObject(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.Object => json,
        JsonValueKind.Null or JsonValueKind.Undefined => default,
        _ => throw Malformed($"{name} must be an object."),
    };

    public static JsonElement Parse(ReadOnlyMemory<byte> utf8, string what)
    {
        try
        {
            // The document lives as long as the request; the buffer behind it is the caller's.
            return JsonDocument.Parse(utf8, ParseJson.DocumentOptions).RootElement;
        }
        catch (JsonException)
        {
            throw Malformed($"{what} is no valid JSON.");
        }
    }

    public static RequestException Malformed(string message) => new(message, "BAD_REQUEST", StatusCodes.Status400BadRequest);
}
