using BackendInfra.Server.Http;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Rest;

/// <summary>One request, wherever it came from: HTTP, or an item of a batch.</summary>
internal sealed class RestRequest
{
    public required RouteMatch Match { get; init; }

    /// <summary>The path below the mount.</summary>
    public required string Path { get; init; }

    public required Caller Caller { get; init; }

    /// <summary>The path under which the API is mounted for this request, such as <c>/parse</c>.</summary>
    public required string Mount { get; init; }

    /// <summary>The address of the mount as the client sees it, for <c>Location</c>.</summary>
    public required string ServerUrl { get; init; }

    public required RestBody Body { get; init; }

    public required RestParameters Parameters { get; init; }

    public required RestData Data { get; init; }

    public required RestAnswer Answer { get; init; }

    /// <summary>Null without an id of the client's, and for items of a batch, as in Parse Server.</summary>
    public string? RequestId { get; init; }

    public string ClassName => Match.ClassName;

    public string ObjectId => Match.ObjectId;
}
