using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.GraphQL.Documents;
using BackendInfra.Server.GraphQL.Http;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Limits;
using BackendInfra.Server.GraphQL.Mutations;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Tracing;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>Answers GraphQL requests: prepare the document, coerce the variables, plan, run.</summary>
internal sealed class GraphQLExecutor(
    AppRuntimes runtimes, PersistedDocuments documents, CostGate costs, IReadExecutor reads, QueryRunner queries, MutationRunner mutations, ITriggerDispatcher triggers, IHostEnvironment environment)
{
    /// <param name="stream">Takes the beginning of an answer that is too long to be gathered.</param>
    /// <returns>The answer's data and errors, or what is not sent of them; the caller disposes it.</returns>
    /// <exception cref="RequestException">The request is refused before anything ran.</exception>
    public async Task<OperationAnswer> ExecuteAsync(Caller caller, GraphQLRequest request, AnswerStream stream, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(caller, request, stream, cancellationToken);
        }
        catch (SchemaChangedException) when (!stream.HasStarted)
        {
            // The registry has reloaded: the second attempt plans for the new classes.
            return await RunAsync(caller, request, stream, cancellationToken);
        }
    }

    private async Task<OperationAnswer> RunAsync(Caller caller, GraphQLRequest request, AnswerStream stream, CancellationToken cancellationToken)
    {
        using var trace = (request.Wanted & RequestedExtensions.Tracing) != 0 && caller.Principal.Kind is (PrincipalKind.Master or PrincipalKind.ReadOnlyMaster) ? new OperationTrace() : null;
        var runtime = await runtimes.GetAsync(caller.App, cancellationToken);
        var introspects = MayIntrospect(caller);
        var source = await documents.ResolveAsync(runtime, caller, request, cancellationToken);
        var document = await DocumentAsync(runtime, caller, source, request.OperationName, introspects, trace, cancellationToken);
        PersistedDocuments.Keep(runtime, caller, source);
        if (document.IsMutation && request.IsQueryOnly)
            throw new RequestException("Mutations need POST.", "INVALID_OPERATION", StatusCodes.Status405MethodNotAllowed);

        var variables = Coerce(runtime, document, request.Variables);
        var cost = costs.Require(caller, document, variables, request.Wanted);
        trace?.End(TraceStage.Prepare);
        var plan = Plan(runtime, document, caller, request.Variables, variables, trace);
        trace?.End(TraceStage.Plan);
        if (plan.Introspects && !introspects)
            throw new RequestException("Introspection is not allowed", GraphQLError.Number(ErrorCode.OperationForbidden), StatusCodes.Status403Forbidden);

        var answer = new OperationAnswer(new PooledBuffer(), plan.IsMutation ? null : stream);
        var operation = new OperationRequest(caller, runtime, source.Text, request.OperationName, request.Variables, new InputScope(variables), request.Uploads) { Trace = trace };
        try
        {
            await (plan.IsMutation
                ? mutations.RunAsync(answer, plan, operation, cancellationToken)
                : queries.RunAsync(answer, plan, operation, cancellationToken));
            if (cost is { } told)
                answer.Extensions.Add(("cost", told));
            if (trace is not null)
                answer.Extensions.Add(("tracing", trace.Json()));
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private static async ValueTask<PreparedDocument> DocumentAsync(
        AppRuntime runtime, Caller caller, DocumentSource source, string? operationName, bool introspects, OperationTrace? trace, CancellationToken cancellationToken)
    {
        var limits = caller.Principal.IsUnrestricted ? null : caller.App.Options.Limits;
        if (runtime.FindDocument(source.Text, operationName) is { } known)
        {
            // What the master key has brought in must not open a way around the limits.
            if (limits is not null)
                OperationLimits.Require(known.Metrics, limits);
            trace?.DocumentCached = true;
            return known;
        }

        try
        {
            var document = await DocumentPreparer.PrepareAsync(runtime.Schema, source.Text, operationName, limits, caller.App.Options.Limits.GraphQLErrors, introspects, cancellationToken);
            runtime.AddDocument(source.Text, operationName, document);
            return document;
        }
        catch (RequestException refusal) when (refusal.Status is null && source.TrustedId is { } id)
        {
            throw TrustedDocuments.Outdated(id, refusal);
        }
    }

    private static IReadOnlyDictionary<string, object?> Coerce(AppRuntime runtime, PreparedDocument document, JsonElement variables)
    {
        try
        {
            return VariableCoercer.Coerce(runtime.Schema.Schema, document.Operation, variables);
        }
        catch (InputException exception)
        {
            throw new RequestException(exception.Message, "INVALID_VALUE");
        }
    }

    private OperationPlan Plan(AppRuntime runtime, PreparedDocument document, Caller caller, JsonElement variables, IReadOnlyDictionary<string, object?> coerced, OperationTrace? trace)
    {
        var permissions = runtime.PermissionsOf(caller.Principal);
        if (document.FindPlan(permissions, variables, coerced) is { } known)
        {
            trace?.PlanCached = true;
            return known;
        }

        var scope = new InputScope(coerced);
        try
        {
            var plan = new OperationPlanner(runtime.Schema, document.Document, document.Operation, scope, caller.App, caller.Principal, reads, triggers).Plan();
            document.AddPlan(plan, scope, permissions, variables);
            return plan;
        }
        catch (InputException exception)
        {
            throw new RequestException(exception.Message, "INVALID_VALUE");
        }
    }

    private bool MayIntrospect(Caller caller) =>
        caller.Principal.IsUnrestricted || (caller.App.Options.GraphQLPublicIntrospection ?? environment.IsDevelopment());
}
