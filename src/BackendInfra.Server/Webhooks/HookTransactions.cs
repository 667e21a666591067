using System.Collections.Concurrent;
using System.Security.Cryptography;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Webhooks;

/// <summary>
/// Lets a hook see and share the transaction that waits for it: the hook is given a token, and its own REST requests that
/// carry it run on the transaction's connection. A token holds while the hook runs, in its app, on this server.
/// </summary>
internal sealed class HookTransactions
{
    /// <summary>Carries the token, to webhooks and back.</summary>
    public const string Header = "X-BackendInfra-Transaction";

    private readonly ConcurrentDictionary<string, SharedTransaction> _open = new(StringComparer.Ordinal);

    /// <param name="transaction">The transaction that is about to wait; null outside of one.</param>
    /// <returns>To be disposed when the hook has answered; null outside of a transaction.</returns>
    public SharedTransaction? Open(App app, IStoreTransaction? transaction)
    {
        if (transaction is null)
            return null;
        var shared = new SharedTransaction(app, transaction, RandomNumberGenerator.GetHexString(32, lowercase: true), ended => _open.TryRemove(ended.Token, out _));
        _open[shared.Token] = shared;
        return shared;
    }

    /// <exception cref="ParseException">141 when no transaction of the app waits under that token.</exception>
    public SharedTransaction Require(App app, string token) =>
        _open.TryGetValue(token, out var shared) && shared.IsOf(app) ? shared : throw Over();

    public static ParseException Over() =>
        new(ErrorCode.ScriptFailed, $"The transaction that {Header} names is over: requests of a hook belong before its answer, to the server that called it.");
}
