using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest.Aggregate;
using BackendInfra.Server.Rest.Batch;
using BackendInfra.Server.Rest.Classes;
using BackendInfra.Server.Rest.Schemas;
using BackendInfra.Server.Rest.Server;

namespace BackendInfra.Server.Rest.Routing;

/// <summary>Every route of the API and who may use it (rule 10). What is not in here does not exist.</summary>
internal static class RestRoutes
{
    public static readonly IReadOnlyList<RestRoute> All =
    [
        new("GET", "classes/{className}", RouteLevel.Anyone, ObjectReads.FindAsync),
        new("GET", "classes/{className}/{objectId}", RouteLevel.Anyone, ObjectReads.GetAsync),
        new("POST", "classes/{className}", RouteLevel.Anyone, ObjectWrites.CreateAsync),
        new("PUT", "classes/{className}/{objectId}", RouteLevel.Anyone, ObjectWrites.UpdateAsync),
        new("DELETE", "classes/{className}/{objectId}", RouteLevel.Anyone, ObjectWrites.DeleteAsync),
        new("POST", "batch", RouteLevel.Anyone, BatchRoute.RunAsync),
        new("GET", "schemas", RouteLevel.MasterRead, SchemaRoutes.ListAsync),
        new("GET", "schemas/{className}", RouteLevel.MasterRead, SchemaRoutes.GetAsync),
        new("POST", "schemas", RouteLevel.MasterWrite, SchemaRoutes.CreateAsync),
        new("POST", "schemas/{className}", RouteLevel.MasterWrite, SchemaRoutes.CreateAsync),
        new("PUT", "schemas/{className}", RouteLevel.MasterWrite, SchemaRoutes.UpdateAsync),
        new("DELETE", "schemas/{className}", RouteLevel.MasterWrite, SchemaRoutes.DeleteAsync),
        new("GET", "aggregate/{className}", RouteLevel.MasterRead, AggregateRoute.RunAsync),
        new("DELETE", "purge/{className}", RouteLevel.MasterWrite, PurgeRoute.RunAsync),
        new("GET", "serverInfo", RouteLevel.MasterRead, ServerInfoRoute.RunAsync),
    ];

    /// <param name="path">Below the mount, with or without slashes around it.</param>
    /// <exception cref="ParseException">107 with status 404 when no route is there.</exception>
    public static RouteMatch Find(string method, string path)
    {
        var segments = path.Trim('/').Split('/');
        foreach (var route in All)
        {
            if (route.Match(method, segments) is { } match)
                return match;
        }

        throw new ParseException(ErrorCode.InvalidJson, $"cannot route {Excerpt.Of(method)} {Excerpt.Of(path)}") { HttpStatus = StatusCodes.Status404NotFound };
    }
}
