using System.Collections.Concurrent;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Logs;

namespace BackendInfra.Server.Tests.CloudCode;

/// <summary>Keeps what would be stored.</summary>
internal sealed class RecordedLog : IAppLog
{
    private readonly ConcurrentQueue<(string App, AppLogEntry Entry)> _entries = new();

    public IReadOnlyList<AppLogEntry> Of(App app) => [.. _entries.Where(item => item.App == app.Id).Select(item => item.Entry)];

    public void Write(App app, AppLogEntry entry) => _entries.Enqueue((app.Id, entry));
}
