namespace BackendInfra.Server.Rest.Idempotency;

/// <summary>What a client says makes a request the same as another one.</summary>
/// <param name="Id">The header <c>X-Parse-Request-Id</c>.</param>
/// <param name="Path">Below the mount, without slashes around it.</param>
internal sealed record RequestIdentity(string Id, string Path)
{
    public const string Header = "X-Parse-Request-Id";
}
