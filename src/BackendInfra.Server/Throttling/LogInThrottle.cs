using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Throttling;

/// <summary>
/// Counts attempts to log in, and what else could be used to guess or to flood a mailbox, on by default. Counted where the
/// attempt is made, so each part of a batch and each GraphQL alias counts.
/// </summary>
internal sealed class LogInThrottle(TimeProvider time)
{
    private readonly FixedWindows _windows = new(time);

    /// <param name="name">The user name or address that is tried; null where there is none.</param>
    /// <exception cref="ParseException">429 with code 100.</exception>
    public void Require(Caller caller, string? name)
    {
        if (caller.Principal.IsUnrestricted)
            return;
        var limit = caller.App.Options.LogInLimit;
        var window = TimeSpan.FromSeconds(limit.Window);
        if (limit.PerAddress is { } perAddress && !_windows.TryAdd($"{caller.App.Id}\nip {ClientAddress.KeyOf(caller.Address)}", perAddress, window))
            throw RateLimits.TooMany("Too many requests.");
        if (limit.PerName is { } perName && name is not null && !_windows.TryAdd($"{caller.App.Id}\nname {Key(name)}", perName, window))
            throw RateLimits.TooMany("Too many requests.");
    }

    /// <remarks>Hashed, for a name may be as long as a request.</remarks>
    private static string Key(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name.ToLowerInvariant())));
}
