using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Files;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Tracing;
using BackendInfra.Server.GraphQL.Types;
using BackendInfra.Server.GraphQL.Users;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Runs the fields of a mutation one after the other, each with all of its nested writes and its answer in one transaction; most are one statement.</summary>
internal sealed class MutationRunner(IObjectStore store, WritePipeline pipeline, ManyMutations many, FieldRunner fields, FileUploads files, UserMutations users, ILogger<MutationRunner> log)
{
    public async Task RunAsync(OperationAnswer answer, OperationPlan plan, OperationRequest request, CancellationToken cancellationToken)
    {
        if (plan.IsTransaction)
            await new TransactionRun(store, fields, WriteAsync, log).RunAsync(answer, plan, request, cancellationToken);
        else
            await OneByOneAsync(answer, plan, request, cancellationToken);
        request.Trace?.End(TraceStage.Execute);
    }

    private async Task OneByOneAsync(OperationAnswer answer, OperationPlan plan, OperationRequest request, CancellationToken cancellationToken)
    {
        foreach (var field in plan.Fields)
        {
            answer.Key(field.Key);
            var start = answer.Data.Length;
            var counted = fields.Counted(field, request);
            if (counted is UserMutationField user)
                await users.RunAsync(answer, user, request, cancellationToken);
            else if (counted is MutationField mutation)
                await RunAsync(answer, mutation, request, cancellationToken);
            else
                await fields.TryWriteAsync(answer, counted, request, cancellationToken);
            request.Trace?.Field(field.Key, null, answer.Data.Length - start);
        }
    }

    private async Task RunAsync(OperationAnswer answer, MutationField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var rows = field.Reads.Select(_ => new RowBuffer()).ToArray();
        try
        {
            var outcome = await WriteAsync(field, request, rows, null, cancellationToken);
            if (rows.Any(buffer => buffer.Rows < outcome.Count))
                throw Refusals.ObjectNotFound();
            PayloadWriter.Write(answer, field, request, outcome, rows);
        }
        catch (SchemaChangedException)
        {
            answer.Fail(field, new ParseException(ErrorCode.WriteConflict, "The class changed while the request ran, and nothing was written. Try again."));
        }
        catch (Exception exception) when (FieldErrors.IsFieldError(exception))
        {
            answer.Fail(field, FieldErrors.Refusal(exception, log));
        }
        finally
        {
            foreach (var buffer in rows)
                buffer.Dispose();
        }
    }

    /// <summary>A write that nests no others is one statement, and needs no transaction of its own.</summary>
    /// <param name="shared">A transaction that the write is a part of.</param>
    private async Task<FieldOutcome> WriteAsync(MutationField field, OperationRequest request, RowBuffer[] rows, IStoreTransaction? shared, CancellationToken cancellationToken)
    {
        var answer = rows.Length == 0 ? null : new WriteAnswer(field.Reads, ids => WrittenObject.ContextOf(request, field, ids), rows);
        if (ManyMutations.Concerns(field.Role))
            return await InAsync(async transaction => FieldOutcome.Of(await many.RunAsync(field, request, answer, transaction, cancellationToken)));
        if (field.Role == ClassRole.Upsert)
            return await Upsert.RunAsync(shared is null, () => InAsync(transaction => Upsert.WriteAsync(new ObjectWriter(pipeline, files, request, transaction, cancellationToken), field, request, answer, transaction, cancellationToken)));

        var changes = new ObjectChanges(request.Scope.Member(field.Input, "fields"), request.Scope.Member(field.Input, WriteTypes.OperationsName));
        var plan = new WritePlan(KindOf(field.Role), field.Types.Class.Name, ObjectIdOf(field, request))
        {
            AuthData = await users.ConfirmAsync(field, request, cancellationToken),
            Answer = answer,
            IfUpdatedAt = request.Scope.Scalar(request.Scope.Member(field.Input, WriteTypes.IfUpdatedAt)) is DateValue known ? IsoDate.Parse(known.Iso) : null,
        };
        var alone = new ObjectWriter(pipeline, files, request, null, cancellationToken);
        if (shared is null && !alone.HoldsOthers(field.Types, changes))
            return new((await pipeline.RunAsync(request.Caller.App, request.Caller.Principal, await alone.PlanAsync(plan, field.Types, changes), cancellationToken)).ObjectId);
        return await InAsync(async transaction => new(await new ObjectWriter(pipeline, files, request, transaction, cancellationToken).WriteAsync(plan, field.Types, changes)));

        Task<FieldOutcome> InAsync(Func<IStoreTransaction, Task<FieldOutcome>> write)
        {
            return shared is null ? store.InTransactionAsync(request.Caller.App, WriteInAsync, cancellationToken) : WriteInAsync(shared);

            Task<FieldOutcome> WriteInAsync(IStoreTransaction transaction)
            {
                // The store may run the work again after a deadlock.
                answer?.Restart();
                return write(transaction);
            }
        }
    }

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
