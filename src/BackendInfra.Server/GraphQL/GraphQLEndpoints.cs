using BackendInfra.Server.GraphQL.Custom;
using BackendInfra.Server.GraphQL.Documents;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Http;
using BackendInfra.Server.GraphQL.Limits;
using BackendInfra.Server.GraphQL.Mutations;
using BackendInfra.Server.GraphQL.Triggers;
using BackendInfra.Server.GraphQL.Users;

namespace BackendInfra.Server.GraphQL;

/// <summary>Mounts the GraphQL API and its IDE.</summary>
internal static class GraphQLEndpoints
{
    private static readonly string[] Prefixes = ["/graphql", "/apps/{applicationId}/graphql"];

    public static IServiceCollection AddGraphQLApi(this IServiceCollection services) => services
        .AddSingleton<AppRuntimes>()
        .AddSingleton<Engine>()
        .AddSingleton<FunctionObjects>()
        .AddSingleton<FieldRunner>()
        .AddSingleton<QueryRunner>()
        .AddSingleton<MutationRunner>()
        .AddSingleton<ManyMutations>()
        .AddSingleton<ViewerReader>()
        .AddSingleton<TriggeredReader>()
        .AddSingleton<UserMutations>()
        .AddSingleton<PersistedDocuments>()
        .AddSingleton<CostGate>()
        .AddSingleton<TrustedDocuments>()
        .AddSingleton<GraphQLExecutor>()
        .AddSingleton<GraphQLHandler>()
        .AddSingleton<IdeFiles>();

    public static void MapGraphQLApi(this IEndpointRouteBuilder routes)
    {
        var handler = routes.ServiceProvider.GetRequiredService<GraphQLHandler>();
        var ide = routes.ServiceProvider.GetRequiredService<IdeFiles>();
        foreach (var prefix in Prefixes)
        {
            routes.MapMethods(prefix, [HttpMethods.Get, HttpMethods.Post], (RequestDelegate)handler.HandleAsync);
            routes.MapMethods($"{prefix}/ui/{{**path}}", [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)ide.HandleAsync);
        }
    }
}
