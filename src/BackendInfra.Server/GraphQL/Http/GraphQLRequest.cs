using System.Text.Json;

namespace BackendInfra.Server.GraphQL.Http;

/// <summary>What a GraphQL request asks.</summary>
/// <param name="Variables">An object or nothing.</param>
/// <param name="IsQueryOnly">Whether it came by GET, which must change nothing.</param>
internal sealed record GraphQLRequest(string Query, string? OperationName, JsonElement Variables, bool IsQueryOnly);
