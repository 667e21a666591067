using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;

namespace BackendInfra.Server.Http;

/// <summary>Whom a request speaks to, and who speaks.</summary>
internal sealed record Caller(App App, Principal Principal)
{
    /// <summary>What stands before the names of the app's files to make URLs that this caller can open.</summary>
    public string FilesUrl { get; init; } = "";
}
