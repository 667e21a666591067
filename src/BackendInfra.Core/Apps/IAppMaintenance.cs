namespace BackendInfra.Core.Apps;

/// <summary>Deletes what time has made useless.</summary>
public interface IAppMaintenance
{
    /// <summary>Deletes sessions that ended before an instant.</summary>
    /// <returns>How many there were.</returns>
    Task<int> DeleteSessionsAsync(App app, DateTimeOffset endedBefore, CancellationToken cancellationToken);

    /// <summary>Deletes ids of requests that may come again.</summary>
    /// <returns>How many there were.</returns>
    Task<int> DeleteRequestIdsAsync(App app, CancellationToken cancellationToken);
}
