namespace BackendInfra.Server.CloudCode;

/// <summary>Holds a worker while it answers an HTTP request of the app's own: it counts as busy, is watched, and is not ended. To be disposed.</summary>
internal sealed class WebLease(string socket, Action release) : IDisposable
{
    private int _isReleased;

    /// <summary>The Unix socket where it takes HTTP requests.</summary>
    public string Socket { get; } = socket;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            release();
    }
}
