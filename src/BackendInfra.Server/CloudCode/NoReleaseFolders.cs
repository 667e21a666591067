using BackendInfra.Core.Apps;

namespace BackendInfra.Server.CloudCode;

/// <summary>For hosts that keep no releases.</summary>
internal sealed class NoReleaseFolders : IReleaseFolders
{
    public Task<string> FolderAsync(App app, int release, CancellationToken cancellationToken) => throw CloudFailures.Cannot("this server keeps no releases.");
}
