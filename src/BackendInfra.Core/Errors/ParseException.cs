namespace BackendInfra.Core.Errors;

/// <summary>A refusal that a client is told about: a Parse code and a message that says what to do.</summary>
/// <remarks>
/// Anything else that is thrown reaches clients as code 1 with no details, so a message in here must never hold
/// SQL, driver text or a path of the machine.
/// </remarks>
public sealed class ParseException : Exception
{
    public ParseException(ErrorCode code, string message)
        : base(message) => Code = code;

    public ParseException(ErrorCode code, string message, Exception innerException)
        : base(message, innerException) => Code = code;

    public ErrorCode Code { get; }

    /// <summary>The HTTP status that REST answers with, where the code alone does not say it; otherwise null.</summary>
    public int? HttpStatus { get; init; }
}
