using System.Collections.Concurrent;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>A bounded cache that reads without locks. When full, the least recently used quarter is dropped.</summary>
internal sealed class LruCache<TValue>(int capacity)
    where TValue : class
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _trimming = new();
    private long _clock;

    public int Count => _entries.Count;

    public TValue? Find(string key)
    {
        if (!_entries.TryGetValue(key, out var entry))
            return null;
        entry.LastUse = Interlocked.Increment(ref _clock);
        return entry.Value;
    }

    public void Add(string key, TValue value)
    {
        _entries[key] = new Entry(value) { LastUse = Interlocked.Increment(ref _clock) };
        if (_entries.Count > capacity)
            Trim();
    }

    private void Trim()
    {
        lock (_trimming)
        {
            foreach (var (key, _) in _entries.OrderBy(entry => entry.Value.LastUse).Take(Math.Max(1, capacity / 4)).ToArray())
                _entries.TryRemove(key, out _);
        }
    }

    private sealed class Entry(TValue value)
    {
        public TValue Value { get; } = value;

        public long LastUse { get; set; }
    }
}
