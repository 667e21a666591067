using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>Finds out whether a script loads before it becomes a release.</summary>
internal interface ICloudTrial
{
    /// <summary>Starts a worker on a folder, and ends it again.</summary>
    /// <returns>What the script defines.</returns>
    /// <exception cref="Core.Errors.ParseException">141 with the script's own error.</exception>
    Task<CloudDefinitions> TryAsync(App app, string folder, CancellationToken cancellationToken);
}
