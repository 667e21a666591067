using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Writes;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Tracing;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Writes what one field asks for, in the given transaction.</summary>
/// <param name="rows">One per read of the field.</param>
internal delegate Task<FieldOutcome> FieldWrite(MutationField field, OperationRequest request, RowBuffer[] rows, IStoreTransaction transaction, CancellationToken cancellationToken);

/// <summary>
/// Runs all fields of a mutation in one transaction, as a transactional batch of REST: all of it happens, or nothing. Where one
/// fails, all are null; each has an error, the others' telling that they were rolled back.
/// </summary>
internal sealed class TransactionRun(IObjectStore store, FieldRunner fields, FieldWrite write, ILogger log)
{
    private static readonly ParseException RolledBack = new(ErrorCode.OtherCause, "Not done, because another field of the transaction failed.");

    public async Task RunAsync(OperationAnswer answer, OperationPlan plan, OperationRequest request, CancellationToken cancellationToken)
    {
        var all = plan.Fields.Select(field => TransactionRules.Admitted(fields.Counted(field, request), request)).ToArray();
        if (Array.FindIndex(all, field => field is RefusedField) is var refused and >= 0)
        {
            Refuse(answer, all, refused, ((RefusedField)all[refused]).Error);
            return;
        }

        var rows = all.Select(field => field is MutationField { Reads: var reads } ? reads.Select(_ => new RowBuffer()).ToArray() : []).ToArray();
        try
        {
            if (await TryWriteAsync(answer, all, rows, request, cancellationToken) is { } outcomes)
                Answer(answer, all, rows, outcomes, request);
        }
        finally
        {
            foreach (var buffer in rows.SelectMany(buffers => buffers))
                buffer.Dispose();
        }
    }

    /// <returns>Null when nothing was written, which the answer tells by now.</returns>
    private async Task<FieldOutcome[]?> TryWriteAsync(OperationAnswer answer, RootField[] all, RowBuffer[][] rows, OperationRequest request, CancellationToken cancellationToken)
    {
        var running = 0;
        try
        {
            return await Upsert.RunAsync(all.Any(field => field is MutationField { Role: ClassRole.Upsert }), () => store.InTransactionAsync(
                request.Caller.App,
                async transaction =>
                {
                    var outcomes = new FieldOutcome[all.Length];
                    for (running = 0; running < all.Length; running++)
                    {
                        if (all[running] is MutationField field)
                            outcomes[running] = await WriteAsync(field, request, rows[running], transaction, cancellationToken);
                    }

                    return outcomes;
                },
                cancellationToken));
        }
        catch (SchemaChangedException)
        {
            Refuse(answer, all, running, new ParseException(ErrorCode.WriteConflict, "A class changed while the request ran, and nothing was written. Try again."));
        }
        catch (Exception exception) when (FieldErrors.IsFieldError(exception))
        {
            Refuse(answer, all, running, FieldErrors.Refusal(exception, log));
        }

        return null;
    }

    private async Task<FieldOutcome> WriteAsync(MutationField field, OperationRequest request, RowBuffer[] rows, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var outcome = await write(field, request, rows, transaction, cancellationToken);
        return rows.Any(buffer => buffer.Rows < outcome.Count) ? throw Refusals.ObjectNotFound() : outcome;
    }

    private static void Answer(OperationAnswer answer, RootField[] all, RowBuffer[][] rows, FieldOutcome[] outcomes, OperationRequest request)
    {
        for (var i = 0; i < all.Length; i++)
        {
            answer.Key(all[i].Key);
            var start = answer.Data.Length;
            if (all[i] is MutationField field)
                PayloadWriter.Write(answer, field, request, outcomes[i], rows[i]);
            else
                answer.Raw(((ConstantField)all[i]).Json);
            request.Trace?.Field(all[i].Key, null, answer.Data.Length - start);
        }
    }

    /// <param name="failed">Which field the refusal is about; beyond the last when the commit itself failed, which concerns all of them.</param>
    private static void Refuse(OperationAnswer answer, RootField[] all, int failed, ParseException refusal)
    {
        for (var i = 0; i < all.Length; i++)
        {
            answer.Key(all[i].Key);
            if (all[i] is ConstantField constant)
                answer.Raw(constant.Json);
            else
                answer.Fail(all[i], i == failed || failed >= all.Length ? refusal : RolledBack);
        }
    }
}
