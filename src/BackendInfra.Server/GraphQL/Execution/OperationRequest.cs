using System.Text.Json;
using BackendInfra.Server.GraphQL.Http;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Tracing;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>One operation that is being run.</summary>
/// <param name="Uploads">Files that came along.</param>
/// <param name="Variables">As they were sent; an object or nothing.</param>
internal sealed record OperationRequest(Caller Caller, AppRuntime Runtime, string Query, string? OperationName, JsonElement Variables, InputScope Scope, UploadedParts Uploads)
{
    /// <summary>Null unless the master key wants to know what happens.</summary>
    public OperationTrace? Trace { get; init; }
}
