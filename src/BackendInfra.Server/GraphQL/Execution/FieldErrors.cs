using BackendInfra.Core.Errors;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>What clients are told of exceptions: refusals as they are, everything else with no details.</summary>
internal static class FieldErrors
{
    /// <summary>Whether an exception is an error of a field. That the database is away concerns the request as a whole.</summary>
    public static bool IsFieldError(Exception exception) =>
        exception is not (OperationCanceledException or Core.Schema.SchemaChangedException or ParseException { HttpStatus: StatusCodes.Status503ServiceUnavailable });

    public static ParseException Refusal(Exception exception, ILogger log)
    {
        if (exception is ParseException refusal)
            return refusal;
        log.LogError(exception, "A GraphQL field failed");
        return new ParseException(ErrorCode.InternalServerError, "Internal server error");
    }
}
