using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Webhooks;

/// <summary>A transaction that waits for a trigger or a function. Requests that carry its token are part of it, one after the other.</summary>
internal sealed class SharedTransaction(App app, IStoreTransaction transaction, string token, Action<SharedTransaction> forget) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private bool _isOver;

    public string Token => token;

    public bool IsOf(App other) => other.Id == app.Id;

    /// <summary>Runs a request in the transaction. When it fails, what it did is undone, and the transaction goes on.</summary>
    /// <exception cref="ParseException">The request's own; 141 when the hook has answered meanwhile, so that the transaction no longer waits.</exception>
    public async Task RunAsync(Func<IStoreTransaction, Task> request, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_isOver)
                throw HookTransactions.Over();
            await transaction.AttemptAsync(() => request(transaction), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Waits for the request that runs, if one does: its connection is the transaction's own.</summary>
    public async ValueTask DisposeAsync()
    {
        forget(this);
        await _turn.WaitAsync(CancellationToken.None);
        _isOver = true;
        _turn.Release();
    }
}
