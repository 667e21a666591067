using System.Collections.Immutable;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.OpenApi;

/// <summary><c>GET /openapi.json</c>: the API that the caller's keys open to him.</summary>
internal static class OpenApiRoutes
{
    public static readonly ImmutableArray<RestRoute> All = [new("GET", "openapi.json", RouteLevel.Anyone, WriteAsync)];

    private static async Task WriteAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var isMaster = request.Caller.Principal.IsUnrestricted;
        var services = request.Data.Services;
        var classes = isMaster || services.Security.Introspects(request.Caller.App)
            ? (await request.Data.SchemaAsync(cancellationToken)).Classes.Where(schema => isMaster || IsOpen(schema))
            : [];
        var document = new OpenApiDocument(classes, isMaster, services.Testing.Mode.IsOn, request.ServerUrl).Build();
        request.Answer.Write(json => document.WriteTo(json));
    }

    /// <summary>Whether class-level permissions give anybody without a master key anything.</summary>
    private static bool IsOpen(ClassSchema schema) =>
        !SystemClasses.IsMasterOnly(schema.Name)
        && schema.Permissions.Rules.Values.Any(rule => rule.Subjects.Count > 0 || rule.PointerFields.Count > 0);
}
