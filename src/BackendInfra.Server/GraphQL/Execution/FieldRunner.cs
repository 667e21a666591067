using BackendInfra.Core.Errors;
using BackendInfra.Server.GraphQL.Custom;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.Throttling;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>What queries and mutations do with their root fields alike: counting them against limits of rates, and answering those that neither read nor write objects.</summary>
internal sealed class FieldRunner(Engine engine, FunctionObjects objects, RateLimits limits)
{
    /// <summary>The field, or its refusal when the caller has asked too often.</summary>
    public RootField Counted(RootField field, OperationRequest request)
    {
        try
        {
            if (FieldRoutes.Of(field) is var (method, path))
                limits.Require(request.Caller, method, path);
            return field;
        }
        catch (ParseException refusal)
        {
            return RefusedField.Of(field, refusal);
        }
    }

    /// <returns>False for a field that is not of these kinds: nothing is written.</returns>
    public async ValueTask<bool> TryWriteAsync(OperationAnswer answer, RootField field, OperationRequest request, CancellationToken cancellationToken)
    {
        switch (field)
        {
            case ConstantField constant:
                answer.Raw(constant.Json);
                return true;
            case RefusedField refused:
                answer.Fail(refused, refused.Error);
                return true;
            case EngineField { Objects: not null } given:
                await objects.WriteAsync(answer, given, request, cancellationToken);
                return true;
            case EngineField ordinary:
                await engine.WriteAsync(answer, ordinary, request, cancellationToken);
                return true;
            default:
                return false;
        }
    }
}
