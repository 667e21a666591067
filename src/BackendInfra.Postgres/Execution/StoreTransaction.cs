using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Import;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Schema.Changes;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Import;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>One transaction on one connection; committed or rolled back by <see cref="ObjectStore"/> only.</summary>
internal sealed class StoreTransaction(App app, NpgsqlConnection connection, NpgsqlTransaction transaction, SchemaSnapshot schema) : IStoreTransaction
{
    private readonly List<Func<Task>> _afterCommit = [];
    private readonly HashSet<SessionChange> _sessionChanges = [];
    private int _attempts;

    /// <summary>What runs once the transaction is committed.</summary>
    public IReadOnlyList<Func<Task>> Afterwards => _afterCommit;

    /// <summary>Whose sessions what was written concerns.</summary>
    public IReadOnlyCollection<SessionChange> SessionChanges => _sessionChanges;

    public SchemaSnapshot Schema { get; private set; } = schema;

    public async Task<SchemaSnapshot> ChangeSchemaAsync(Func<SchemaSnapshot, SchemaSnapshot> edit, CancellationToken cancellationToken) =>
        Schema = await SchemaChange.ApplyAsync(connection, transaction, app, edit, cancellationToken);

    public async Task<SchemaDeployment> DeploySchemaAsync(Func<SchemaSnapshot, SchemaSnapshot> edit, SchemaDeploymentOptions options, CancellationToken cancellationToken)
    {
        var deployment = await SchemaRollout.RunAsync(connection, transaction, app, edit, options, cancellationToken);
        if (!options.DryRun)
            Schema = deployment.After;
        return deployment;
    }

    public async Task<WriteOutcome?> WriteAsync(AuthorizedWrite write, CancellationToken cancellationToken)
    {
        var outcome = await WriteExecutor.RunAsync(connection, Schema, write, cancellationToken);
        if (outcome is not null)
            Note(SessionChange.Of(Schema.DatabaseSchema, write.Plan));
        return outcome;
    }

    public Task CreateManyAsync(IReadOnlyList<AuthorizedWrite> writes, CancellationToken cancellationToken) =>
        ManyExecutor.CreateAsync(connection, Schema, writes, cancellationToken);

    public Task<IReadOnlyList<LockedVersion>> LockManyAsync(AuthorizedWrite write, CancellationToken cancellationToken) =>
        ManyExecutor.LockAsync(connection, Schema, write, cancellationToken);

    public Task<int> WriteManyAsync(AuthorizedWrite write, CancellationToken cancellationToken) =>
        ManyExecutor.WriteAsync(connection, Schema, write, cancellationToken);

    public Task<ObjectState?> FindAsync(AuthorizedWrite write, CancellationToken cancellationToken) =>
        OriginalReader.FindAsync(connection, Schema, write, locks: false, cancellationToken);

    public Task<ObjectState?> LockAsync(AuthorizedWrite write, CancellationToken cancellationToken) =>
        OriginalReader.FindAsync(connection, Schema, write, locks: true, cancellationToken);

    public Task<LockedObject?> LockAsync(AuthorizedKey key, CancellationToken cancellationToken) =>
        KeyReader.LockAsync(connection, Schema, key, cancellationToken);

    public async Task AttemptAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        var (schema, afterwards, savepoint) = (Schema, _afterCommit.Count, $"attempt{++_attempts}");
        await transaction.SaveAsync(savepoint, cancellationToken);
        try
        {
            await work();
            await transaction.ReleaseAsync(savepoint, cancellationToken);
        }
        catch (Exception exception)
        {
            await transaction.RollbackAsync(savepoint, CancellationToken.None);
            Schema = schema;
            _afterCommit.RemoveRange(afterwards, _afterCommit.Count - afterwards);
            if (PostgresErrors.Translate(exception) is ParseException refusal)
                throw refusal;
            throw;
        }
    }

    public void AfterCommit(Func<Task> work) => _afterCommit.Add(work);

    public Task ReadAsync(IReadOnlyList<CompiledRead> reads, ReadContext context, IReadOnlyList<RowSink> sinks, CancellationToken cancellationToken) =>
        PlanExecutor.ExecuteAsync(connection, reads, context, sinks, cancellationToken);

    public Task PutObjectsAsync(ClassSchema schema, IReadOnlyList<ObjectRow> rows, CancellationToken cancellationToken)
    {
        Note(SessionChange.Of(Schema.DatabaseSchema, schema.Name));
        return BulkWriter.PutObjectsAsync(connection, Schema, schema, rows, cancellationToken);
    }

    public Task<IReadOnlyList<StoredInstallation>> LockInstallationsAsync(
        string? objectId, string? installationId, string? deviceToken, CancellationToken cancellationToken) =>
        InstallationRows.LockAsync(connection, Schema, objectId, installationId, deviceToken, cancellationToken);

    public Task DeleteInstallationsAsync(IReadOnlyList<string> objectIds, CancellationToken cancellationToken) =>
        InstallationRows.DeleteAsync(connection, Schema, objectIds, cancellationToken);

    public Task<IReadOnlySet<string>> AddMembersAsync(
        ClassSchema schema, FieldDefinition relation, IReadOnlyList<RelationMember> members, CancellationToken cancellationToken)
    {
        Note(SessionChange.Of(Schema.DatabaseSchema, schema.Name));
        return BulkWriter.AddMembersAsync(connection, Schema, schema, relation, members, cancellationToken);
    }

    private void Note(SessionChange? change)
    {
        if (change is not null)
            _sessionChanges.Add(change);
    }
}
