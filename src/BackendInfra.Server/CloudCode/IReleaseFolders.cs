using BackendInfra.Core.Apps;

namespace BackendInfra.Server.CloudCode;

/// <summary>Where the code of releases is on this machine.</summary>
internal interface IReleaseFolders
{
    /// <summary>The folder of a release, unpacked, with its npm modules.</summary>
    Task<string> FolderAsync(App app, int release, CancellationToken cancellationToken);
}
