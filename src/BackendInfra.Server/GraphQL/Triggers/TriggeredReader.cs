using BackendInfra.Core.Errors;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.Rest;

namespace BackendInfra.Server.GraphQL.Triggers;

/// <summary>Answers <see cref="TriggeredField"/>s.</summary>
internal sealed class TriggeredReader(RestServices services, ILogger<TriggeredReader> log)
{
    public async Task WriteAsync(OperationAnswer answer, TriggeredField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var start = answer.Data.Length;
        try
        {
            foreach (var denied in field.Read.Denied)
                answer.Deny(field, denied);
            await new TriggeredRun(services, answer, field, request).RunAsync(cancellationToken);
        }
        catch (Exception exception) when (FieldErrors.IsFieldError(exception))
        {
            answer.Data.Truncate(start);
            answer.Fail(field, FieldErrors.Refusal(exception, log));
        }
    }
}
