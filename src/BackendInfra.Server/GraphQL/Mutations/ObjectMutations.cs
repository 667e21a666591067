using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Files;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Types;
using BackendInfra.Server.GraphQL.Users;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Runs mutations of objects: each in a transaction of its own, or as part of one that is open.</summary>
internal sealed class ObjectMutations(IObjectStore store, WritePipeline pipeline, ManyMutations many, FileUploads files, UserMutations users)
{
    /// <summary>What must be done before a connection is taken: other services are asked about a user's identities.</summary>
    /// <exception cref="ParseException">They do not confirm them.</exception>
    public async Task<StartedMutation> StartAsync(MutationField field, OperationRequest request, CancellationToken cancellationToken) =>
        new(field, request, field.Role is ClassRole.Create or ClassRole.Update ? await users.ConfirmAsync(field, request, cancellationToken) : null);

    /// <returns>The written objects' ids.</returns>
    /// <exception cref="ParseException">A write is refused; nothing is written, or the caller rolls back.</exception>
    public async Task<ImmutableArray<string>> RunAsync(StartedMutation started, IStoreTransaction? transaction, CancellationToken cancellationToken)
    {
        var ids = ManyMutations.Concerns(started.Field.Role)
            ? await TogetherAsync(started, transaction, open => many.RunAsync(started, open, cancellationToken), cancellationToken)
            : [await RunOneAsync(started, transaction, cancellationToken)];
        return started.Rows.All(buffer => buffer.Rows >= ids.Length) ? ids : throw Refusals.ObjectNotFound();
    }

    /// <summary>A write that nests no others is one statement, and needs no transaction of its own.</summary>
    private async Task<string> RunOneAsync(StartedMutation started, IStoreTransaction? transaction, CancellationToken cancellationToken)
    {
        var (field, request) = (started.Field, started.Request);
        var input = request.Scope;
        var changes = new ObjectChanges(input.Member(field.Input, "fields"), input.Member(field.Input, WriteTypes.OperationsName));
        var plan = new WritePlan(KindOf(field.Role), field.Types.Class.Name, ObjectIdOf(field, request))
        {
            AuthData = started.Links,
            Answer = started.Answer,
            IfUpdatedAt = input.Scalar(input.Member(field.Input, WriteTypes.IfUpdatedAt)) is DateValue known ? IsoDate.Parse(known.Iso) : null,
        };
        var alone = new ObjectWriter(pipeline, files, request, null, cancellationToken);
        return transaction is null && !alone.HoldsOthers(field.Types, changes)
            ? (await pipeline.RunAsync(request.Caller.App, request.Caller.Principal, await alone.PlanAsync(plan, field.Types, changes), cancellationToken)).ObjectId
            : await TogetherAsync(started, transaction, open => new ObjectWriter(pipeline, files, request, open, cancellationToken).WriteAsync(plan, field.Types, changes), cancellationToken);
    }

    private Task<T> TogetherAsync<T>(StartedMutation started, IStoreTransaction? transaction, Func<IStoreTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        transaction is not null ? work(transaction) : store.InTransactionAsync(
            started.Request.Caller.App,
            open =>
            {
                // The store may run the work again after a deadlock.
                started.Answer?.Restart();
                return work(open);
            },
            cancellationToken);

    private static WriteKind KindOf(ClassRole role) => role switch
    {
        ClassRole.Create => WriteKind.Create,
        ClassRole.Update => WriteKind.Update,
        _ => WriteKind.Delete,
    };

    /// <summary>The object of an update or a delete.</summary>
    public static string? ObjectIdOf(MutationField field, OperationRequest request) => field.Role == ClassRole.Create
        ? null
        : GlobalId.ObjectIdOf(field.Types.Class.Name, request.Scope.Text(request.Scope.Member(field.Input, "id"))!);
}
