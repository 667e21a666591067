namespace BackendInfra.Server.Rest;

/// <summary>Mounts the REST API.</summary>
internal static class RestEndpoints
{
    public static IServiceCollection AddRest(this IServiceCollection services) => services;

    public static void MapRest(this IEndpointRouteBuilder routes)
    {
    }
}
