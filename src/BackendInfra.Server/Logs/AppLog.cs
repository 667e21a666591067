using System.Collections.Concurrent;
using System.Threading.Channels;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Logs;

namespace BackendInfra.Server.Logs;

/// <summary>Lines that wait to be stored; bounded, so that a script which logs without end costs no memory.</summary>
internal sealed class AppLog : IAppLog
{
    private const int Capacity = 20_000;

    private readonly Channel<(App App, AppLogEntry Entry)> _waiting;
    private readonly ConcurrentDictionary<string, int> _lost = new(StringComparer.Ordinal);

    public AppLog() => _waiting = Channel.CreateBounded<(App App, AppLogEntry Entry)>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
        line => _lost.AddOrUpdate(line.App.Id, 1, (_, count) => count + 1));

    public ChannelReader<(App App, AppLogEntry Entry)> Waiting => _waiting.Reader;

    public void Write(App app, AppLogEntry entry)
    {
        if (entry.Level >= app.Options.Logs.Level)
            _waiting.Writer.TryWrite((app, entry));
    }

    /// <summary>Takes no more; what is there is still stored.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>How many lines of an app were lost since this was asked last.</summary>
    public int TakeLost(App app) => _lost.TryRemove(app.Id, out var count) ? count : 0;
}
