using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Documents;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.GraphQL.Documents;

/// <summary>
/// Lists of documents as clients' tools write them: an object of ids and texts (graphql-codegen's
/// <c>persisted-documents.json</c>, relay-compiler's <c>persisted_queries.json</c>), or Apollo's persisted query manifest.
/// </summary>
internal static class DocumentManifest
{
    private const int MaxDocuments = 5000;

    /// <summary>As long as a document may be that is kept in memory once it is prepared.</summary>
    private const int MaxLength = 64 * 1024;

    /// <exception cref="ParseException">107 no such list; 105 a bad id; 116 a text that is too long; 155 too many.</exception>
    public static ImmutableArray<TrustedDocument> Read(IEnumerable<(string Name, JsonElement Value)> members, DateTimeOffset now)
    {
        var entries = members.ToArray();
        var documents = (entries.FirstOrDefault(member => member.Name == "operations" && member.Value.ValueKind == JsonValueKind.Array) is { Name: not null } operations
            ? operations.Value.EnumerateArray().Select(operation => Document(Text(operation, "id"), Text(operation, "body"), now))
            : entries.Select(member => Document(member.Name, member.Value.ValueKind == JsonValueKind.String ? ParseJson.ReadText(member.Value) : null, now))).ToImmutableArray();
        if (documents.IsEmpty)
            throw Refusals.InvalidJson("The list has no documents: it must be an object of ids and documents, or Apollo's persisted query manifest.");
        if (documents.Length > MaxDocuments)
            throw new ParseException(ErrorCode.RequestLimitExceeded, $"A request may register at most {MaxDocuments} documents.");
        return documents.DistinctBy(document => document.Id).Count() == documents.Length ? documents : throw Refusals.InvalidJson("The list names an id twice.");
    }

    private static TrustedDocument Document(string? id, string? text, DateTimeOffset now)
    {
        if (id is null || text is null)
            throw Refusals.InvalidJson($"The document {Excerpt.Of(id ?? "without an id")} must be a string.");
        if (text.Length > MaxLength)
            throw new ParseException(ErrorCode.ObjectTooLarge, $"The document {Excerpt.Of(id)} is longer than {MaxLength} characters.");
        var hash = DocumentIds.HashOf(text);
        DocumentIds.Require(id, hash);
        return new TrustedDocument(id, text, hash, now);
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? ParseJson.ReadText(value) : null;
}
