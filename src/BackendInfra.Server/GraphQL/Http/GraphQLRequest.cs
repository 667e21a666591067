using System.Text.Json;

namespace BackendInfra.Server.GraphQL.Http;

/// <summary>What a GraphQL request asks.</summary>
/// <param name="Query">The document; null when it is named by its id or hash.</param>
/// <param name="Variables">An object or nothing.</param>
/// <param name="IsQueryOnly">Whether it came by GET, which must change nothing.</param>
internal sealed record GraphQLRequest(string? Query, string? OperationName, JsonElement Variables, bool IsQueryOnly)
{
    /// <summary>The id of a document of the trusted list, which stands in its place.</summary>
    public string? DocumentId { get; init; }

    /// <summary>The document's hash by Apollo's protocol: beside the document, or in its place.</summary>
    public string? QueryHash { get; init; }

    /// <summary>What the client wants to be told beside data and errors.</summary>
    public RequestedExtensions Wanted { get; init; }

    /// <summary>Files that came along; their tokens stand in the variables.</summary>
    public UploadedParts Uploads { get; init; } = UploadedParts.None;
}
