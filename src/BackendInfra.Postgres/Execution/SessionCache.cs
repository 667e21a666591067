using System.Collections.Concurrent;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Users;

namespace BackendInfra.Postgres.Execution;

/// <summary>
/// Sessions that were found lately, with their users' roles, by the hashes of their tokens (rule 11). A change of a session,
/// a user or a role drops what it concerns: on the server that made it before it is answered, on all others as soon as
/// PostgreSQL tells them. While this server cannot hear of changes, nothing is kept.
/// </summary>
internal sealed class SessionCache(TimeProvider time)
{
    /// <summary>When it is full everything is dropped: what is in use comes back with one statement each.</summary>
    private const int Capacity = 10_000;

    /// <summary>Bounds what a connection may cost that is broken and does not know it yet.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Schema, string TokenHash), Entry> _entries = new();
    private volatile bool _listens;
    private int _generation;

    /// <summary>Changes whenever something is dropped. Taken before a session is read that will be kept.</summary>
    public int Generation => Volatile.Read(ref _generation);

    public StoredSession? Find(App app, string tokenHash) =>
        _entries.TryGetValue((app.DatabaseSchema, tokenHash), out var entry) && time.GetElapsedTime(entry.ReadAt) < MaxAge ? entry.Session : null;

    /// <summary>Keeps a session, unless something was dropped since before it was read: what was read may be older than that.</summary>
    public void Keep(App app, string tokenHash, StoredSession session, int generation)
    {
        if (!_listens)
            return;
        if (_entries.Count >= Capacity)
            _entries.Clear();
        var (key, entry) = ((app.DatabaseSchema, tokenHash), new Entry(session, time.GetTimestamp()));
        _entries[key] = entry;

        // Looked at after it was added: what is dropped later finds it, and what was dropped before is seen here.
        if (generation != Generation || !_listens)
            _entries.TryRemove(new KeyValuePair<(string, string), Entry>(key, entry));
    }

    /// <summary>Drops what a change concerns.</summary>
    public void Drop(SessionChange change)
    {
        Interlocked.Increment(ref _generation);
        foreach (var (key, entry) in _entries)
        {
            if (key.Schema == change.DatabaseSchema && change.Concerns(entry.Session))
                _entries.TryRemove(key, out _);
        }
    }

    /// <summary>Begins to keep sessions: from now on changes are heard of.</summary>
    public void Listen()
    {
        Interlocked.Increment(ref _generation);
        _entries.Clear();
        _listens = true;
    }

    /// <summary>Drops everything and keeps nothing until <see cref="Listen"/>.</summary>
    public void Pause()
    {
        _listens = false;
        Interlocked.Increment(ref _generation);
        _entries.Clear();
    }

    private sealed record Entry(StoredSession Session, long ReadAt);
}
