using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Tracing;
using BackendInfra.Server.GraphQL.Users;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>
/// Runs the fields of a mutation one after the other, each with all of its nested writes and its answer in one transaction;
/// most are one statement. An operation with <c>@transaction</c> is one transaction as a whole.
/// </summary>
internal sealed class MutationRunner(ObjectMutations objects, TransactionRunner together, FieldRunner fields, UserMutations users, ILogger<MutationRunner> log)
{
    public async Task RunAsync(OperationAnswer answer, OperationPlan plan, OperationRequest request, CancellationToken cancellationToken)
    {
        if (plan.IsTransaction)
            await together.RunAsync(answer, [.. plan.Fields.Select(field => fields.Counted(field, request))], request, cancellationToken);
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
        try
        {
            using var started = await objects.StartAsync(field, request, cancellationToken);
            PayloadWriter.Write(answer, started, await objects.RunAsync(started, null, cancellationToken));
        }
        catch (SchemaChangedException)
        {
            answer.Fail(field, ClassChanged());
        }
        catch (Exception exception) when (FieldErrors.IsFieldError(exception))
        {
            answer.Fail(field, FieldErrors.Refusal(exception, log));
        }
    }

    /// <summary>251: the plan is for classes that have changed since.</summary>
    public static ParseException ClassChanged() => new(ErrorCode.WriteConflict, "The class changed while the request ran, and nothing was written. Try again.");
}
