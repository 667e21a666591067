using System.Collections.Concurrent;

namespace BackendInfra.Server.GraphQL.Documents;

/// <summary>
/// Documents that clients have sent with their hashes (automatic persisted queries). Bounded as a whole, and for each
/// client: one that sends many pushes out its own only.
/// </summary>
internal sealed class AutomaticQueries
{
    /// <summary>Longer ones run, and are not kept.</summary>
    public const int MaxLength = 32 * 1024;

    public const int MaxPerClient = 64;

    public const int MaxCount = 1024;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();
    private long _clock;

    public int Count => _entries.Count;

    public string? Find(string hash)
    {
        if (!_entries.TryGetValue(hash, out var entry))
            return null;
        entry.LastUse = Interlocked.Increment(ref _clock);
        return entry.Text;
    }

    /// <summary>Keeps a valid document.</summary>
    /// <param name="client">Whose room it takes.</param>
    public void Add(string hash, string text, string client)
    {
        if (text.Length > MaxLength || _entries.ContainsKey(hash))
            return;
        lock (_adding)
        {
            var own = _entries.Where(entry => entry.Value.Client == client).ToArray();
            if (own.Length >= MaxPerClient)
                Drop(own);
            else if (_entries.Count >= MaxCount)
                Drop(_entries);
            _entries[hash] = new Entry(text, client) { LastUse = Interlocked.Increment(ref _clock) };
        }
    }

    private void Drop(IEnumerable<KeyValuePair<string, Entry>> entries) =>
        _entries.TryRemove(entries.MinBy(entry => entry.Value.LastUse).Key, out _);

    private sealed class Entry(string text, string client)
    {
        public string Text { get; } = text;

        public string Client { get; } = client;

        public long LastUse { get; set; }
    }
}
