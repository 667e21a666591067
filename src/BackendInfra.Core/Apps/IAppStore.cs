namespace BackendInfra.Core.Apps;

/// <summary>The apps that this server hosts.</summary>
public interface IAppStore
{
    /// <summary>The app with an application id, or null. Answered from memory on the hot path.</summary>
    ValueTask<App?> FindAsync(string applicationId, CancellationToken cancellationToken);

    /// <summary>The app with a name, or an application id, as command lines write it.</summary>
    Task<App?> FindByNameAsync(string name, CancellationToken cancellationToken);

    Task<IReadOnlyList<App>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes an app with fresh random keys and an empty schema.</summary>
    /// <param name="applicationId">The id that clients send; null for a random one.</param>
    /// <exception cref="Errors.ParseException">137 when the name or the id is taken.</exception>
    Task<App> CreateAsync(string name, AppOptions options, CancellationToken cancellationToken, string? applicationId = null);

    /// <summary>Changes an app's options; running servers follow within moments.</summary>
    /// <exception cref="Errors.ParseException">101 when the app is gone.</exception>
    Task<App> ChangeAsync(App app, AppOptions options, CancellationToken cancellationToken);
}
