using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Http;
using BackendInfra.Server.Http;
using BackendInfra.Server.Throttling;

namespace BackendInfra.Server.GraphQL.Limits;

/// <summary>Computes what an operation costs with a request's variables, refuses what costs too much, and tells it where that is wanted.</summary>
internal sealed class CostGate(RateLimits rates)
{
    /// <returns>The JSON of <c>extensions.cost</c>; null when nobody asked for it.</returns>
    /// <exception cref="RequestException">403 over the app's limit, 429 over a limit of rates.</exception>
    public string? Require(Caller caller, PreparedDocument document, IReadOnlyDictionary<string, object?> variables, RequestedExtensions wanted)
    {
        var options = caller.App.Options;
        var countsRates = RateLimits.CountsCost(caller.App);
        var isTold = (wanted & RequestedExtensions.Cost) != 0;
        if (caller.Principal.IsUnrestricted && !countsRates && !isTold)
            return null;

        var cost = document.Cost.Of(variables, options);
        if (!caller.Principal.IsUnrestricted)
            OperationLimits.RequireCost(cost, options.Limits);
        if (countsRates)
            RequireRate(caller, cost);
        return isTold ? Tell(cost, document.Metrics, options.Limits.GraphQLCost) : null;
    }

    private void RequireRate(Caller caller, long cost)
    {
        try
        {
            rates.RequireCost(caller, cost);
        }
        catch (ParseException refusal)
        {
            throw new RequestException(refusal.Message, GraphQLError.Number(refusal.Code), refusal.HttpStatus);
        }
    }

    private static string Tell(long cost, DocumentMetrics metrics, int limit) => ParseJsonText.Text(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("cost", cost);
        json.WriteNumber("maximumCost", limit);
        json.WriteNumber("depth", metrics.Depth);
        json.WriteNumber("fields", metrics.Fields);
        json.WriteNumber("rootFields", metrics.RootFields);
        json.WriteNumber("aliases", metrics.Aliases);
        json.WriteEndObject();
    });
}
