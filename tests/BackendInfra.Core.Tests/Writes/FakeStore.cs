using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Import;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Schema.Changes;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Tests.Writes;

/// <summary>Keeps the schema and the writes that reach it; nothing else.</summary>
internal sealed class FakeStore(SchemaSnapshot schema) : ISchemaRegistry, IObjectStore, IStoreTransaction
{
    public List<AuthorizedWrite> Writes { get; } = [];

    public int Transactions { get; private set; }

    public SchemaSnapshot Schema { get; private set; } = schema;

    /// <summary>What the next write throws, once.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Whether a write finds its row.</summary>
    public bool Finds { get; set; } = true;

    public void ChangeRequired(string field)
    {
        var schema = Schema.Find("C")!;
        Schema = Schema.With(schema.With(schema.Find(field)! with { Required = true }));
    }

    public ValueTask<SchemaSnapshot> GetAsync(App app, CancellationToken cancellationToken) => ValueTask.FromResult(Schema);

    public async Task<SchemaSnapshot> ChangeAsync(App app, Func<SchemaSnapshot, SchemaSnapshot> edit, CancellationToken cancellationToken) =>
        await ChangeSchemaAsync(edit, cancellationToken);

    public Task<SchemaSnapshot> ChangeSchemaAsync(Func<SchemaSnapshot, SchemaSnapshot> edit, CancellationToken cancellationToken) =>
        Task.FromResult(Schema = edit(Schema));

    public Task<SchemaDeployment> DeploySchemaAsync(Func<SchemaSnapshot, SchemaSnapshot> edit, SchemaDeploymentOptions options, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<WriteOutcome?> WriteAsync(App app, AuthorizedWrite write, CancellationToken cancellationToken) => WriteAsync(write, cancellationToken);

    public Task<WriteOutcome?> WriteAsync(AuthorizedWrite write, CancellationToken cancellationToken)
    {
        if (Failure is { } failure)
        {
            Failure = null;
            throw failure;
        }

        Writes.Add(write);
        return Task.FromResult(Finds ? new WriteOutcome(write.Plan.ObjectId!, write.Now, write.Now) : null);
    }

    public Task<ObjectState?> LockAsync(AuthorizedWrite write, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<LockedObject?> LockAsync(AuthorizedKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async Task<T> InTransactionAsync<T>(App app, Func<IStoreTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        Transactions++;
        var before = Schema;
        try
        {
            return await work(this);
        }
        catch
        {
            Schema = before;
            throw;
        }
    }

    public Task CreateManyAsync(IReadOnlyList<AuthorizedWrite> writes, CancellationToken cancellationToken)
    {
        Writes.AddRange(writes);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<LockedVersion>> LockManyAsync(AuthorizedWrite write, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> WriteManyAsync(AuthorizedWrite write, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>The object that a write is about.</summary>
    public ObjectState? Original { get; set; }

    /// <summary>What runs after the commit.</summary>
    public List<Func<Task>> Afterwards { get; } = [];

    public Task<ObjectState?> FindAsync(App app, AuthorizedWrite write, CancellationToken cancellationToken) => Task.FromResult(Original);

    public Task<ObjectState?> FindAsync(AuthorizedWrite write, CancellationToken cancellationToken) => Task.FromResult(Original);

    public Task AttemptAsync(Func<Task> work, CancellationToken cancellationToken) => work();

    public void AfterCommit(Func<Task> work) => Afterwards.Add(work);

    public Task PurgeAsync(App app, ClassSchema schema, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ReadAsync(IReadOnlyList<CompiledRead> reads, ReadContext context, IReadOnlyList<RowSink> sinks, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task PutObjectsAsync(ClassSchema schema, IReadOnlyList<ObjectRow> rows, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<StoredInstallation>> LockInstallationsAsync(
        string? objectId, string? installationId, string? deviceToken, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteInstallationsAsync(IReadOnlyList<string> objectIds, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlySet<string>> AddMembersAsync(
        ClassSchema schema, FieldDefinition relation, IReadOnlyList<RelationMember> members, CancellationToken cancellationToken) => throw new NotSupportedException();
}
