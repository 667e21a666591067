namespace BackendInfra.Core.Apps;

/// <summary>The ids of requests that are run once only; one log for all servers.</summary>
public interface IRequestLog
{
    /// <summary>Remembers an id.</summary>
    /// <returns>Whether it is new, or was forgotten because its time had passed. Of several who ask at once, one hears true.</returns>
    Task<bool> TryAddAsync(App app, string requestId, CancellationToken cancellationToken);

    /// <summary>Forgets an id, so that its request may come again.</summary>
    Task RemoveAsync(App app, string requestId, CancellationToken cancellationToken);
}
