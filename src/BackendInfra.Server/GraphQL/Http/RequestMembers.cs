using System.Text.Json;
using BackendInfra.Server.GraphQL.Execution;

namespace BackendInfra.Server.GraphQL.Http;

/// <summary>The members of a request, read from a body or a query string, and put together.</summary>
internal readonly record struct RequestMembers
{
    public string? Query { get; init; }

    /// <summary>As the GraphQL-over-HTTP draft calls it.</summary>
    public string? DocumentId { get; init; }

    /// <summary>As Relay's clients call it; counts only where nothing else names a document.</summary>
    public string? Id { get; init; }

    public string? OperationName { get; init; }

    public JsonElement Variables { get; init; }

    public JsonElement Extensions { get; init; }

    /// <param name="missing">What is told when nothing names a document.</param>
    /// <exception cref="RequestException">400 no document, two of them, or a malformed hash.</exception>
    public GraphQLRequest ToRequest(bool isQueryOnly, string missing)
    {
        var hash = Hash(Extensions);
        var id = DocumentId ?? (Query is null && hash is null ? Id : null);
        if (Query is null && id is null && hash is null)
            throw RequestReader.Malformed(missing);
        if (id is not null && (Query is not null || hash is not null))
            throw RequestReader.Malformed("A request names its document once: with query, documentId, or persistedQuery.");
        return new GraphQLRequest(Query, OperationName, Variables, isQueryOnly) { DocumentId = id, QueryHash = hash, Wanted = RequestedExtensionsReader.Read(Extensions) };
    }

    private static string? Hash(JsonElement extensions)
    {
        if (extensions.ValueKind != JsonValueKind.Object || !extensions.TryGetProperty("persistedQuery", out var persisted) || persisted.ValueKind == JsonValueKind.Null)
            return null;
        if (persisted.ValueKind != JsonValueKind.Object || !persisted.TryGetProperty("version", out var version) || !persisted.TryGetProperty("sha256Hash", out var hash) || hash.ValueKind != JsonValueKind.String)
            throw RequestReader.Malformed("persistedQuery must be an object with version and sha256Hash.");
        if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != 1)
            throw new RequestException("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED");
        return RequestReader.Text(hash, "sha256Hash")!.ToLowerInvariant();
    }
}
