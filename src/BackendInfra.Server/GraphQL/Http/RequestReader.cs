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
        var read = await ReadContentAsync(request, buffer, cancellationToken);
        return request.Headers.ContainsKey(RequestedExtensionsReader.Header) ? read with { Wanted = read.Wanted | RequestedExtensionsReader.Read(request.Headers) } : read;
    }

    private static async ValueTask<GraphQLRequest> ReadContentAsync(HttpRequest request, PooledBuffer buffer, CancellationToken cancellationToken)
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
        return new RequestMembers
        {
            Query = Single("query"),
            DocumentId = Single("documentId"),
            Id = Single("id") ?? Single("doc_id"),
            OperationName = Single("operationName"),
            Variables = Object("variables"),
            Extensions = Object("extensions"),
        }.ToRequest(isQueryOnly: true, "The parameter query must be given once.");

        string? Single(string name) => query[name] is [{ Length: > 0 } text] ? text : null;

        JsonElement Object(string name) => Single(name) is { } text ? RequireObject(Parse(Encoding.UTF8.GetBytes(text), $"The parameter {name}"), name) : default;
    }

    public static GraphQLRequest FromBody(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw Malformed("The body must be an object: one operation per request.");
        return new RequestMembers
        {
            Query = Text(Member("query"), "query"),
            DocumentId = Text(Member("documentId"), "documentId"),
            Id = Text(Member("id"), "id") ?? Text(Member("doc_id"), "doc_id"),
            OperationName = Text(Member("operationName"), "operationName"),
            Variables = RequireObject(Member("variables"), "variables"),
            Extensions = RequireObject(Member("extensions"), "extensions"),
        }.ToRequest(isQueryOnly: false, "The member query must be a string.");

        JsonElement Member(string name) => body.TryGetProperty(name, out var member) ? member : default;
    }

    /// <exception cref="RequestException">400 no text.</exception>
    public static string? Text(JsonElement json, string name)
    {
        try
        {
            return json.ValueKind switch
            {
                JsonValueKind.String => json.GetString(),
                JsonValueKind.Null or JsonValueKind.Undefined => null,
                _ => throw Malformed($"The member {name} must be a string."),
            };
        }
        catch (InvalidOperationException)
        {
            throw Malformed("A string holds an incomplete surrogate pair.");
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
