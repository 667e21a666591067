using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Compiler;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>Runs writes: one statement by itself, or several in a transaction.</summary>
internal sealed class ObjectStore(PostgresDatabase database, SchemaRegistry registry, SessionCache sessions) : IObjectStore
{
    private const int Attempts = 3;

    public Task<WriteOutcome?> WriteAsync(App app, AuthorizedWrite write, CancellationToken cancellationToken) =>
        GuardAsync(app, async () =>
        {
            var snapshot = await registry.GetAsync(app, cancellationToken);
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            var outcome = await RetryAsync(() => WriteExecutor.RunAsync(connection, snapshot, write, cancellationToken));
            if (outcome is not null)
                Drop(SessionChange.Of(snapshot.DatabaseSchema, write.Plan));
            return outcome;
        }, cancellationToken);

    public Task<ObjectState?> FindAsync(App app, AuthorizedWrite write, CancellationToken cancellationToken) =>
        GuardAsync(app, async () =>
        {
            var snapshot = await registry.GetAsync(app, cancellationToken);
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            return await OriginalReader.FindAsync(connection, snapshot, write, locks: false, cancellationToken);
        }, cancellationToken);

    public async Task<T> InTransactionAsync<T>(App app, Func<IStoreTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        var (result, afterwards) = await CommitAsync(app, work, cancellationToken);
        foreach (var next in afterwards)
            await next();
        return result;
    }

    private Task<(T Result, IReadOnlyList<Func<Task>> Afterwards)> CommitAsync<T>(App app, Func<IStoreTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        GuardAsync(app, () => RetryAsync(() => RunAsync(app, work, cancellationToken)), cancellationToken);

    /// <summary>Runs a statement or transaction once more when PostgreSQL gave it up for the sake of another one: it was rolled back whole.</summary>
    private static async Task<T> RetryAsync<T>(Func<Task<T>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (Exception exception) when (attempt < Attempts && PostgresErrors.IsRetryable(exception))
            {
                // And again.
            }
        }
    }

    public Task PurgeAsync(App app, ClassSchema schema, CancellationToken cancellationToken) =>
        GuardAsync(app, async () =>
        {
            var snapshot = await registry.GetAsync(app, cancellationToken);
            var tables = schema.CustomFields
                .Where(field => field.Type == FieldType.Relation)
                .Select(relation => Identifier.JoinTable(snapshot, schema, relation))
                .Prepend(Identifier.Table(snapshot, schema))
                .Select(table => SqlText.Of($"{table}"));
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(SqlText.Of($"TRUNCATE {SqlText.Join(", ", tables)}").Text, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            Drop(SessionChange.Of(snapshot.DatabaseSchema, schema.Name));
            return true;
        }, cancellationToken);

    /// <summary>This server does not wait to hear of its own changes: they count from its answer on.</summary>
    private void Drop(SessionChange? change)
    {
        if (change is not null)
            sessions.Drop(change);
    }

    private async Task<(T Result, IReadOnlyList<Func<Task>> Afterwards)> RunAsync<T>(App app, Func<IStoreTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        var snapshot = await registry.GetAsync(app, cancellationToken);
        var generation = registry.Generation;
        await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var store = new StoreTransaction(app, connection, transaction, snapshot);
        var result = await work(store);
        await transaction.CommitAsync(cancellationToken);
        if (!ReferenceEquals(store.Schema, snapshot))
            registry.Publish(app.Id, store.Schema, generation);
        foreach (var change in store.SessionChanges)
            Drop(change);
        return (result, store.Afterwards);
    }

    private async Task<T> GuardAsync<T>(App app, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            if (refusal is SchemaChangedException)
                await registry.ReloadAsync(app, cancellationToken);
            if (exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: { } constraint }
                && UniqueIndexes.FieldsOf(await registry.GetAsync(app, cancellationToken), constraint) is { } fields)
            {
                throw PostgresErrors.Duplicate(exception, fields);
            }

            throw refusal;
        }
    }
}
