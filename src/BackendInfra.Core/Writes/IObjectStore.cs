using BackendInfra.Core.Apps;
using BackendInfra.Core.Queries;

namespace BackendInfra.Core.Writes;

/// <summary>Runs authorized writes.</summary>
public interface IObjectStore
{
    /// <summary>Runs one write in a transaction of its own, in one round trip.</summary>
    /// <returns>Null when no row matched that the caller may write.</returns>
    Task<WriteOutcome?> WriteAsync(App app, AuthorizedWrite write, CancellationToken cancellationToken);

    /// <summary>Reads the object that a write is about, if the write would reach it: with the same condition as its statement.</summary>
    Task<ObjectState?> FindAsync(App app, AuthorizedWrite write, CancellationToken cancellationToken);

    /// <summary>Runs work in one transaction on one connection: all of it happens, or nothing.</summary>
    /// <remarks>The work is run again, up to three times, when PostgreSQL reports a deadlock or a serialization failure.</remarks>
    Task<T> InTransactionAsync<T>(App app, Func<IStoreTransaction, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Deletes every object of a class; relations' members go with them.</summary>
    Task PurgeAsync(App app, Schema.ClassSchema schema, CancellationToken cancellationToken);
}
