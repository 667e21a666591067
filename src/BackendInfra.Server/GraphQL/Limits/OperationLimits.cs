using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Server.GraphQL.Execution;

namespace BackendInfra.Server.GraphQL.Limits;

/// <summary>Refuses operations over an app's limits. The master key is never asked.</summary>
internal static class OperationLimits
{
    /// <exception cref="RequestException">403 with code 155.</exception>
    public static void Require(DocumentMetrics metrics, RequestLimits limits)
    {
        Require("Query depth", metrics.Depth, limits.GraphQLDepth, "Nest fewer selections, or ask in several operations.");
        Require("Number of fields", metrics.Fields, limits.GraphQLFields, "Select fewer fields, or ask in several operations.");
        Require("Number of root fields", metrics.RootFields, limits.GraphQLRootFields, "Ask in several operations.");
        Require("Number of aliases", metrics.Aliases, limits.GraphQLAliases, "Use fewer aliases, or ask in several operations.");
    }

    /// <exception cref="RequestException">403 with code 155.</exception>
    public static void RequireCost(long cost, RequestLimits limits) =>
        Require("Query cost", cost, limits.GraphQLCost, "Ask for smaller pages with first, above all of nested connections, or for less of each object.");

    /// <exception cref="RequestException">403 with code 155.</exception>
    public static void RequireTokens(long tokens, RequestLimits limits) =>
        Require("Number of tokens", tokens, limits.GraphQLTokens, "Send long lists in variables.");

    private static void Require(string what, long value, int limit, string remedy)
    {
        if (value > limit)
            throw new RequestException($"{what} {value} exceeds the maximum of {limit}. {remedy}", GraphQLError.Number(ErrorCode.RequestLimitExceeded), StatusCodes.Status403Forbidden);
    }
}
