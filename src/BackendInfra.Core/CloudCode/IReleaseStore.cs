using BackendInfra.Core.Apps;

namespace BackendInfra.Core.CloudCode;

/// <summary>Keeps apps' releases. Which one is active is read with the app itself, <see cref="App.CloudCode"/>.</summary>
public interface IReleaseStore
{
    /// <summary>
    /// Stores a release and makes it the active one, in one transaction; running servers follow within moments. Old releases
    /// beyond the app's <see cref="CloudCodeOptions.KeptReleases"/> are deleted.
    /// </summary>
    /// <exception cref="Errors.ParseException">101 when the app is gone.</exception>
    Task<Release> AddAsync(App app, NewRelease release, CancellationToken cancellationToken);

    /// <summary>The newest first.</summary>
    Task<IReadOnlyList<Release>> ListAsync(App app, CancellationToken cancellationToken);

    /// <summary>One release, or null.</summary>
    Task<Release?> FindAsync(App app, int number, CancellationToken cancellationToken);

    /// <summary>The bundle of a release; null when there is no such release.</summary>
    Task<byte[]?> ReadBundleAsync(App app, int number, CancellationToken cancellationToken);

    /// <summary>Makes a stored release the active one, with what its script defined when it was deployed.</summary>
    /// <exception cref="Errors.ParseException">101 when there is no such release.</exception>
    Task<Release> ActivateAsync(App app, int number, CancellationToken cancellationToken);
}
