using BackendInfra.Core.Errors;

namespace BackendInfra.Server.Rest.Batch;

/// <param name="Body">What the request answered; empty when it was refused.</param>
/// <param name="Refusal">Null when it succeeded.</param>
internal sealed record BatchResult(byte[] Body, ParseException? Refusal)
{
    public static BatchResult Success(byte[] body) => new(body, null);

    public static BatchResult Failure(ParseException refusal) => new([], refusal);
}
