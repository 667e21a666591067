using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;

namespace BackendInfra.Server.Rest.Routing;

/// <summary>Answers one request.</summary>
/// <exception cref="ParseException">The request is refused.</exception>
internal delegate Task RestHandler(RestRequest request, CancellationToken cancellationToken);

/// <summary>One line of <see cref="RestRoutes"/>.</summary>
/// <param name="Template">Below the mount, such as <c>classes/{className}/{objectId}</c>.</param>
internal sealed record RestRoute(string Method, string Template, RouteLevel Level, RestHandler Handler)
{
    /// <summary>The class of routes that name none, such as <c>users</c>.</summary>
    public string FixedClass { get; init; } = "";

    /// <summary>Whether a session token counts for nothing here: one logs in.</summary>
    public bool IgnoresSession { get; init; }

    /// <summary>Whether the route is there only while the server serves tests.</summary>
    public bool IsForTesting { get; init; }

    /// <summary>Whether a request that writes takes parameters of the query string, too.</summary>
    public bool TakesQuery { get; init; }

    private const string ClassName = "{className}";
    private const string ObjectId = "{objectId}";
    private const string Name = "{name}";

    private readonly string[] _segments = Template.Split('/');

    /// <summary>Whether a method and a path are this route's; then with what stood in the place of its parameters.</summary>
    public RouteMatch? Match(string method, string[] path)
    {
        if (path.Length != _segments.Length || method != Method)
            return null;

        string? className = null, objectId = null, name = null;
        for (var i = 0; i < path.Length; i++)
        {
            switch (_segments[i])
            {
                case ClassName:
                    className = path[i];
                    break;
                case ObjectId:
                    objectId = path[i];
                    break;
                case Name:
                    name = path[i];
                    break;
                case var literal when literal != path[i]:
                    return null;
            }
        }

        return new RouteMatch(this, className ?? FixedClass, objectId ?? "", name ?? "");
    }

    /// <exception cref="ParseException">403 without the master key where it is needed, 119 with the read-only one where it writes.</exception>
    public void Authorize(Principal principal)
    {
        if (Level == RouteLevel.Anyone)
            return;
        if (principal.Kind is not (PrincipalKind.Master or PrincipalKind.ReadOnlyMaster))
            throw new ParseException(ErrorCode.OperationForbidden, "unauthorized: master key is required") { HttpStatus = StatusCodes.Status403Forbidden };
        if (Level == RouteLevel.MasterWrite)
            AccessGate.RequireWriter(principal, $"{Method} /{Template}");
    }
}
