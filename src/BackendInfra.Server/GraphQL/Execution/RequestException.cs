using System.Collections.Immutable;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>A request that is not executed at all: syntax, validation, variables, limits. It has errors and no data.</summary>
internal sealed class RequestException(ImmutableArray<GraphQLError> errors) : Exception
{
    public RequestException(string message, string code, int? status = null)
        : this([new GraphQLError(message, code)]) => Status = status;

    public ImmutableArray<GraphQLError> Errors { get; } = errors;

    /// <summary>The HTTP status, where it is not the one of malformed documents.</summary>
    public int? Status { get; init; }
}
