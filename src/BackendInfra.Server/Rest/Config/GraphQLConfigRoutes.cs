using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Rest.Config;

/// <summary><c>/graphql-config</c>: what the GraphQL schema shows (reference of GraphQL §12).</summary>
internal static class GraphQLConfigRoutes
{
    public static readonly ImmutableArray<RestRoute> All =
    [
        new("GET", "graphql-config", RouteLevel.MasterRead, ReadAsync),
        new("PUT", "graphql-config", RouteLevel.MasterWrite, ReplaceAsync),
    ];

    private static Task ReadAsync(RestRequest request, CancellationToken cancellationToken)
    {
        request.Answer.Write(json => json.WriteRawValue(request.Caller.App.GraphQLConfig.Json));
        return Task.CompletedTask;
    }

    /// <summary>Replaces the whole config with the body's <c>params</c>; without them, as in Parse Server, with nothing.</summary>
    /// <exception cref="ParseException">107 an invalid config, 108 inside a transaction.</exception>
    private static async Task ReplaceAsync(RestRequest request, CancellationToken cancellationToken)
    {
        if (request.Data.IsInTransaction)
            throw new ParseException(ErrorCode.CommandUnavailable, "The GraphQL config cannot be changed as part of a transaction.");
        var config = request.Body.Find("params") is { ValueKind: not JsonValueKind.Null } sent ? GraphQLConfigJson.Read(sent) : GraphQLConfig.None;
        await request.Data.Services.GraphQLConfigs.ReplaceAsync(request.Caller.App, config, cancellationToken);
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("response");
            json.WriteBoolean("result", true);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }
}
