using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.CloudCode.Releases;
using BackendInfra.Server.Jobs;
using BackendInfra.Server.Jobs.Schedules;
using BackendInfra.Server.Logs;
using BackendInfra.Server.OpenApi;
using BackendInfra.Server.Rest.Aggregate;
using BackendInfra.Server.Rest.Analytics;
using BackendInfra.Server.Rest.Audiences;
using BackendInfra.Server.Rest.Batch;
using BackendInfra.Server.Rest.Classes;
using BackendInfra.Server.Rest.Config;
using BackendInfra.Server.Rest.Documents;
using BackendInfra.Server.Rest.Functions;
using BackendInfra.Server.Rest.Hooks;
using BackendInfra.Server.Rest.Schemas;
using BackendInfra.Server.Rest.Server;
using BackendInfra.Server.Rest.Users;
using BackendInfra.Server.Security;
using BackendInfra.Server.Testing;

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
        .. Of("users", UserClass.Name),
        .. Of("roles", RoleClass.Name),
        .. Of("sessions", SessionClass.Name),
        .. Of("installations", InstallationClass.Name),
        new("GET", "login", RouteLevel.Anyone, UserRoutes.LogInAsync) { IgnoresSession = true },
        new("POST", "login", RouteLevel.Anyone, UserRoutes.LogInAsync) { IgnoresSession = true },
        new("POST", "logout", RouteLevel.Anyone, UserRoutes.LogOutAsync),
        new("GET", "verifyPassword", RouteLevel.Anyone, UserRoutes.VerifyPasswordAsync) { IgnoresSession = true },
        new("POST", "verifyPassword", RouteLevel.Anyone, UserRoutes.VerifyPasswordAsync) { IgnoresSession = true },
        new("POST", "loginAs", RouteLevel.MasterWrite, UserRoutes.LogInAsAsync),
        .. ChallengeRoutes.All,
        .. SessionRoutes.All,
        new("POST", "batch", RouteLevel.Anyone, BatchRoute.RunAsync),
        new("GET", "schemas", RouteLevel.MasterRead, SchemaRoutes.ListAsync),
        new("GET", "schemas/{className}", RouteLevel.MasterRead, SchemaRoutes.GetAsync),
        new("POST", "schemas", RouteLevel.MasterWrite, SchemaRoutes.CreateAsync),
        new("POST", "schemas/{className}", RouteLevel.MasterWrite, SchemaRoutes.CreateAsync),
        new("PUT", "schemas/{className}", RouteLevel.MasterWrite, SchemaRoutes.UpdateAsync),
        new("DELETE", "schemas/{className}", RouteLevel.MasterWrite, SchemaRoutes.DeleteAsync),
        .. DeploymentRoutes.All,
        new("GET", "aggregate/{className}", RouteLevel.MasterRead, AggregateRoute.RunAsync),
        new("DELETE", "purge/{className}", RouteLevel.MasterWrite, PurgeRoute.RunAsync),
        new("GET", "serverInfo", RouteLevel.MasterRead, ServerInfoRoute.RunAsync),
        .. ConfigRoutes.All,
        .. GraphQLConfigRoutes.All,
        .. TestingRoutes.All,
        .. SecurityRoutes.All,
        .. AudienceRoutes.All,
        .. EventRoutes.All,
        .. OpenApiRoutes.All,
        .. ReleaseRoutes.All,
        .. HookRoutes.All,
        .. DocumentRoutes.All,
        .. FunctionRoute.All,
        .. MailRoutes.All,
        .. LogRoutes.All,
        .. JobRoutes.All,
        .. ScheduleRoutes.All,
    ];

    /// <summary>The routes of a system class under a name of its own.</summary>
    private static RestRoute[] Of(string name, string className)
    {
        RestRoute[] mine = name switch
        {
            "users" => [new("GET", "users/me", RouteLevel.Anyone, UserRoutes.MeAsync)],
            "sessions" => [new("GET", "sessions/me", RouteLevel.Anyone, UserRoutes.MySessionAsync)],
            _ => [],
        };
        return
        [
            .. mine,
            new("GET", name, RouteLevel.Anyone, ObjectReads.FindAsync) { FixedClass = className },
            new("GET", $"{name}/{{objectId}}", RouteLevel.Anyone, ObjectReads.GetAsync) { FixedClass = className },
            .. className == SessionClass.Name ? [] : new RestRoute[] { new("POST", name, RouteLevel.Anyone, ObjectWrites.CreateAsync) { FixedClass = className } },
            new("PUT", $"{name}/{{objectId}}", RouteLevel.Anyone, ObjectWrites.UpdateAsync) { FixedClass = className },
            new("DELETE", $"{name}/{{objectId}}", RouteLevel.Anyone, ObjectWrites.DeleteAsync) { FixedClass = className },
        ];
    }

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

        throw NotFound(method, path);
    }

    public static ParseException NotFound(string method, string path) =>
        new(ErrorCode.InvalidJson, $"cannot route {Excerpt.Of(method)} {Excerpt.Of(path)}") { HttpStatus = StatusCodes.Status404NotFound };
}
