using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Rest;

/// <summary>The caller's way to the data: each call by itself, or all of them in one transaction.</summary>
internal sealed class RestData(RestServices services, Caller caller, IStoreTransaction? transaction = null)
{
    public RestServices Services => services;

    public bool IsInTransaction => transaction is not null;

    public IStoreTransaction? Transaction => transaction;

    public ValueTask<SchemaSnapshot> SchemaAsync(CancellationToken cancellationToken) =>
        transaction is null ? services.Registry.GetAsync(caller.App, cancellationToken) : ValueTask.FromResult(transaction.Schema);

    public Task ReadAsync(SchemaSnapshot schema, AuthorizedRead read, RowSink sink, CancellationToken cancellationToken)
    {
        var compiled = services.Executor.Compile(schema, read);
        var context = ReadContext.For(caller.Principal) with { FilesUrl = caller.FilesUrl };
        return transaction is null
            ? services.Executor.ExecuteAsync(caller.App, [compiled], context, [sink], cancellationToken)
            : transaction.ReadAsync([compiled], context, [sink], cancellationToken);
    }

    public Task<WriteOutcome> WriteAsync(WritePlan plan, CancellationToken cancellationToken)
    {
        plan = plan with { Origin = caller.Origin };
        return transaction is null
            ? services.Pipeline.RunAsync(caller.App, caller.Principal, plan, cancellationToken)
            : services.Pipeline.RunAsync(caller.App, caller.Principal, plan, transaction, cancellationToken);
    }

    /// <summary>Runs work in one transaction: the batch's, or one of its own.</summary>
    public Task<T> TogetherAsync<T>(Func<IStoreTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        transaction is null ? services.Store.InTransactionAsync(caller.App, work, cancellationToken) : work(transaction);

    public Task<SchemaSnapshot> ChangeSchemaAsync(Func<SchemaSnapshot, SchemaSnapshot> edit, CancellationToken cancellationToken) =>
        transaction is null
            ? services.Registry.ChangeAsync(caller.App, edit, cancellationToken)
            : transaction.ChangeSchemaAsync(edit, cancellationToken);

    /// <exception cref="ParseException">108 inside a transaction.</exception>
    public Task PurgeAsync(ClassSchema schema, CancellationToken cancellationToken) =>
        transaction is null
            ? services.Store.PurgeAsync(caller.App, schema, cancellationToken)
            : throw new ParseException(ErrorCode.CommandUnavailable, "A class cannot be purged as part of a transaction.");
}
