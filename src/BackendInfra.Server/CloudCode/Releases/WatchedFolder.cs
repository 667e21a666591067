using System.Threading.Channels;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>Tells when files of a folder change, once editors have been quiet for a moment.</summary>
internal sealed class WatchedFolder : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    private readonly FileSystemWatcher _watcher;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <exception cref="ArgumentException">There is no such folder.</exception>
    public WatchedFolder(string folder)
    {
        _watcher = new FileSystemWatcher(folder)
        {
            IncludeSubdirectories = true,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        _watcher.Changed += (_, change) => Note(change.Name);
        _watcher.Created += (_, change) => Note(change.Name);
        _watcher.Deleted += (_, change) => Note(change.Name);
        _watcher.Renamed += (_, change) => Note(change.Name);

        // So much has changed at once that nobody knows what.
        _watcher.Error += (_, _) => Note(null);
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Returns when something has changed since the last time, and nothing more has for a moment.</summary>
    public async Task ChangedAsync(CancellationToken cancellationToken)
    {
        await _changes.Reader.ReadAsync(cancellationToken);
        while (true)
        {
            await Task.Delay(Quiet, cancellationToken);
            if (!_changes.Reader.TryRead(out _))
                return;
        }
    }

    public void Dispose() => _watcher.Dispose();

    private void Note(string? name)
    {
        if (name is null || BundlePath.IgnoredPart(name.Replace('\\', '/')) is null)
            _changes.Writer.TryWrite(true);
    }
}
