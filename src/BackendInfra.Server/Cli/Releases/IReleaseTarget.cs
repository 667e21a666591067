using BackendInfra.Core.CloudCode;
using BackendInfra.Server.CloudCode.Releases;

namespace BackendInfra.Server.Cli.Releases;

/// <summary>An app's releases, as commands reach them: in the database, or through a running server.</summary>
internal interface IReleaseTarget
{
    /// <summary>Tries a bundle, and makes it the active release unless this is a dry run.</summary>
    Task<Deployment> DeployAsync(ReleaseBundle bundle, string message, bool isDryRun, CancellationToken cancellationToken);

    /// <summary>The newest first.</summary>
    Task<IReadOnlyList<Release>> ListAsync(CancellationToken cancellationToken);

    /// <summary>A release's zip archive.</summary>
    /// <exception cref="Core.Errors.ParseException">101 when there is none; a running server's refusal is a <see cref="CommandException"/>.</exception>
    Task<byte[]> DownloadAsync(int number, CancellationToken cancellationToken);

    Task<Release> ActivateAsync(int number, CancellationToken cancellationToken);
}
