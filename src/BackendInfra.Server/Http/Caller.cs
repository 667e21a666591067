using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Users;

namespace BackendInfra.Server.Http;

/// <summary>Whom a request speaks to, and who speaks.</summary>
/// <param name="Session">The session whose token was sent; null without one, or beside a master key.</param>
internal sealed record Caller(App App, Principal Principal, StoredSession? Session = null)
{
    /// <summary>The token itself, to be sent back.</summary>
    public string? SessionToken { get; init; }

    public string? InstallationId { get; init; }

    /// <summary>Where the request came from; null for a Unix socket.</summary>
    public System.Net.IPAddress? Address { get; init; }

    /// <summary>What triggers are told of the request.</summary>
    public RequestOrigin Origin { get; init; } = RequestOrigin.None;

    /// <summary>The SDK and its version; null for what is none.</summary>
    public string? ClientVersion { get; init; }

    /// <summary>What stands before the names of the app's files to make URLs that this caller can open.</summary>
    public string FilesUrl { get; init; } = "";
}
