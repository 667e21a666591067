namespace BackendInfra.Server.Throttling;

/// <summary>
/// Counts in windows of time, a count for each key. Bounded: when it is full, the half that was used longest ago is
/// forgotten, and with it counts that nobody adds to any more.
/// </summary>
internal sealed class FixedWindows(TimeProvider time, int capacity = 100_000)
{
    private readonly Lock _lock = new();
    private Dictionary<string, Window> _young = new(StringComparer.Ordinal);
    private Dictionary<string, Window> _old = [];

    /// <summary>How many keys are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _young.Count + _old.Count;
        }
    }

    /// <summary>Adds to a key's count; false, and nothing added, when that is more than the limit.</summary>
    public bool TryAdd(string key, int limit, TimeSpan length, int amount = 1)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (!_young.TryGetValue(key, out var window))
            {
                if (_young.Count >= capacity / 2)
                    (_old, _young) = (_young, new(StringComparer.Ordinal));
                window = _old.Remove(key, out var earlier) ? earlier : new Window();
                _young.Add(key, window);
            }

            if (window.End <= now)
                (window.End, window.Requests) = (now + length, 0);
            if (window.Requests > limit - amount)
                return false;
            window.Requests += amount;
            return true;
        }
    }

    /// <summary>Takes one away from a key's count, for what turned out not to count.</summary>
    public void Remove(string key)
    {
        lock (_lock)
        {
            if ((_young.GetValueOrDefault(key) ?? _old.GetValueOrDefault(key)) is { Requests: > 0 } window)
                window.Requests--;
        }
    }

    /// <summary>Forgets keys that begin with a text.</summary>
    public void Forget(string prefix)
    {
        lock (_lock)
        {
            foreach (var half in (Dictionary<string, Window>[])[_young, _old])
            {
                foreach (var key in half.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
                    half.Remove(key);
            }
        }
    }

    private sealed class Window
    {
        public DateTimeOffset End { get; set; }

        public int Requests { get; set; }
    }
}
