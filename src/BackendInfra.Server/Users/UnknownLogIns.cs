using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Apps;

namespace BackendInfra.Server.Users;

/// <summary>
/// Counts wrong log-ins of names that nobody has, so that they lock as those of users do and the answer tells nothing.
/// Bounded: when it is full, the older half is forgotten.
/// </summary>
internal sealed class UnknownLogIns(TimeProvider time)
{
    private const int Half = 10_000;

    private readonly Lock _lock = new();
    private Dictionary<string, Attempts> _young = new(StringComparer.Ordinal);
    private Dictionary<string, Attempts> _old = [];

    /// <summary>Notes one more wrong log-in; false when the name is locked.</summary>
    public bool Count(App app, string login, AccountLockoutOptions options)
    {
        // Hashed, for a name may be as long as a request.
        var key = Prefix(app) + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(login.ToLowerInvariant())));
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var known = _young.GetValueOrDefault(key) ?? _old.GetValueOrDefault(key) ?? new Attempts(0, null);
            if (known.LockedUntil > now)
                return false;

            if (_young.Count >= Half && !_young.ContainsKey(key))
                (_old, _young) = (_young, new(StringComparer.Ordinal));
            var count = known.Count + 1;
            _young[key] = new Attempts(count, count >= options.Threshold ? now.AddMinutes(options.Duration) : null);
            return true;
        }
    }

    public void Forget(App app)
    {
        lock (_lock)
        {
            foreach (var half in (Dictionary<string, Attempts>[])[_young, _old])
            {
                foreach (var key in half.Keys.Where(key => key.StartsWith(Prefix(app), StringComparison.Ordinal)).ToArray())
                    half.Remove(key);
            }
        }
    }

    private static string Prefix(App app) => $"{app.Id}\n";

    private sealed record Attempts(int Count, DateTimeOffset? LockedUntil);
}
