using BackendInfra.Core.Classes;
using BackendInfra.Core.Import;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Schema.Changes;

namespace BackendInfra.Core.Writes;

/// <summary>One open transaction on one connection. Not safe for concurrent use: its calls are made one after the other.</summary>
public interface IStoreTransaction
{
    /// <summary>The classes as this transaction sees them, its own changes included.</summary>
    SchemaSnapshot Schema { get; }

    /// <summary>Changes classes: tables, catalog and version together. Other servers hear of it after the commit.</summary>
    /// <param name="edit">
    /// Gives the changed snapshot, or throws a refusal. It is called under the app's schema lock with the newest snapshot,
    /// which may hold already what the caller wanted to add; giving back its argument changes nothing.
    /// </param>
    Task<SchemaSnapshot> ChangeSchemaAsync(Func<SchemaSnapshot, SchemaSnapshot> edit, CancellationToken cancellationToken);

    /// <summary>As <see cref="ChangeSchemaAsync"/>, for classes as files define them: it shows its statements, and loses data only when it may.</summary>
    /// <exception cref="Errors.ParseException">The edit's refusals; 255 with all that stands in the way, unless it is a dry run.</exception>
    Task<SchemaDeployment> DeploySchemaAsync(Func<SchemaSnapshot, SchemaSnapshot> edit, SchemaDeploymentOptions options, CancellationToken cancellationToken);

    Task<WriteOutcome?> WriteAsync(AuthorizedWrite write, CancellationToken cancellationToken);

    /// <summary>Creates many objects of one class in one statement. Their one answer is told of each, in no particular order.</summary>
    Task CreateManyAsync(IReadOnlyList<AuthorizedWrite> writes, CancellationToken cancellationToken);

    /// <summary>Holds the objects that an update or a delete of many would reach against other writes, in the order of their ids.</summary>
    Task<IReadOnlyList<LockedVersion>> LockManyAsync(AuthorizedWrite write, CancellationToken cancellationToken);

    /// <summary>Updates or deletes many objects in one statement. The answer is told of each, in no particular order.</summary>
    /// <returns>How many there were that the caller may write.</returns>
    Task<int> WriteManyAsync(AuthorizedWrite write, CancellationToken cancellationToken);

    /// <inheritdoc cref="IObjectStore.FindAsync"/>
    Task<ObjectState?> FindAsync(AuthorizedWrite write, CancellationToken cancellationToken);

    /// <summary>As <see cref="FindAsync"/>, and holds the object against other writes until the transaction ends.</summary>
    Task<ObjectState?> LockAsync(AuthorizedWrite write, CancellationToken cancellationToken);

    /// <summary>Looks for the object with an upsert's key, and holds it against other writes until the transaction ends.</summary>
    Task<LockedObject?> LockAsync(AuthorizedKey key, CancellationToken cancellationToken);

    /// <summary>Runs work that may fail by itself: then what it did is undone, and the transaction goes on.</summary>
    Task AttemptAsync(Func<Task> work, CancellationToken cancellationToken);

    /// <summary>Adds work that runs, in order and without a connection, once all is committed; after a rollback it never does.</summary>
    /// <param name="work">Must not throw: what it is about has happened.</param>
    void AfterCommit(Func<Task> work);

    Task ReadAsync(IReadOnlyList<CompiledRead> reads, ReadContext context, IReadOnlyList<RowSink> sinks, CancellationToken cancellationToken);

    /// <summary>Inserts whole objects of the master key's, or replaces those with the same objectId; equal ones stay untouched.</summary>
    /// <param name="rows">No two with the same objectId.</param>
    /// <exception cref="Errors.ParseException">137 when a unique index refuses one of them.</exception>
    Task PutObjectsAsync(ClassSchema schema, IReadOnlyList<ObjectRow> rows, CancellationToken cancellationToken);

    /// <summary>Holds an installation's id and device token against other writes until the transaction ends.</summary>
    /// <returns>The installations with that objectId, that id (in whatever case) or that token.</returns>
    Task<IReadOnlyList<StoredInstallation>> LockInstallationsAsync(
        string? objectId, string? installationId, string? deviceToken, CancellationToken cancellationToken);

    Task DeleteInstallationsAsync(IReadOnlyList<string> objectIds, CancellationToken cancellationToken);

    /// <summary>Adds members to a relation; those that it has already stay.</summary>
    /// <returns>The owners that do not exist, to whom nothing was added.</returns>
    Task<IReadOnlySet<string>> AddMembersAsync(
        ClassSchema schema, FieldDefinition relation, IReadOnlyList<RelationMember> members, CancellationToken cancellationToken);
}
