using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Throttling;

/// <summary>
/// Counts attempts to log in, and what else could be used to guess or to flood a mailbox, on by default. Counted where the
/// attempt is made and before its result is known, so each part of a batch and each GraphQL alias counts, also those at once.
/// </summary>
internal sealed class LogInThrottle(TimeProvider time)
{
    private readonly FixedWindows _windows = new(time);

    /// <summary>Counts one attempt.</summary>
    /// <param name="name">The user name or address that is tried; null where there is none.</param>
    /// <exception cref="ParseException">429 with code 100.</exception>
    public void Require(Caller caller, string? name)
    {
        if (caller.Principal.IsUnrestricted)
            return;
        var limit = caller.App.Options.LogInLimit;
        var window = TimeSpan.FromSeconds(limit.Window);
        Count(AddressKey(caller), limit.PerAddress, window);
        if (name is not null)
            Count(NameKey(caller.App, name), limit.PerName, window);
    }

    /// <summary>Counts one request for a mail.</summary>
    /// <exception cref="ParseException">429 with code 100, whether anybody has the address or not.</exception>
    public void RequireMail(Caller caller, string address)
    {
        Require(caller, null);
        if (!caller.Principal.IsUnrestricted)
            Count($"{caller.App.Id}\nmail {Key(address)}", caller.App.Options.LogInLimit.MailsPerName, TimeSpan.FromSeconds(caller.App.Options.LogInLimit.MailWindow));
    }

    /// <summary>Takes an attempt back that succeeded: a whole office may log in.</summary>
    public void Forgive(Caller caller, string? name)
    {
        if (caller.Principal.IsUnrestricted)
            return;
        _windows.Remove(AddressKey(caller));
        if (name is not null)
            _windows.Remove(NameKey(caller.App, name));
    }

    public void Forget(App app) => _windows.Forget($"{app.Id}\n");

    private void Count(string key, int? limit, TimeSpan window)
    {
        if (limit is { } most && !_windows.TryAdd(key, most, window))
            throw RateLimits.TooMany("Too many requests.");
    }

    private static string AddressKey(Caller caller) => $"{caller.App.Id}\nip {ClientAddress.KeyOf(caller.Address)}";

    private static string NameKey(App app, string name) => $"{app.Id}\nname {Key(name)}";

    /// <remarks>Hashed, for a name may be as long as a request.</remarks>
    private static string Key(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name.ToLowerInvariant())));
}
