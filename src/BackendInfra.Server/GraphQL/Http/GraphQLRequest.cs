using System.Text.Json;

namespace BackendInfra.Server.GraphQL.Http;

/// <summary>What a GraphQL request asks.</summary>
/// <param name="Variables">An object or nothing.</param>
/// <param name="IsQueryOnly">Whether it came by GET, which must change nothing.</param>
internal sealed record GraphQLRequest(string Query, string? OperationName, JsonElement Variables, bool IsQueryOnly)
{
    /// <summary>Files that came along; their tokens stand in the variables.</summary>
    public UploadedParts Uploads { get; init; } = UploadedParts.None;
}
