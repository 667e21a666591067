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

    /// <summary>All that is left of the path, as the last part of a template.</summary>
    private const string Rest = "{**name}";

    private readonly string[] _segments = Template.Split('/');

    /// <summary>Whether a method and a path are this route's; then with what stood in the place of its parameters.</summary>
    public RouteMatch? Match(string method, string[] path)
    {
        var takesRest = _segments[^1] == Rest;
        if (method != Method || (takesRest ? path.Length < _segments.Length : path.Length != _segments.Length))
            return null;

        string? className = null, objectId = null, name = null;
        for (var i = 0; i < _segments.Length; i++)
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
                case Rest:
                    name = string.Join('/', path[i..]);
                    break;
                case var literal when literal != path[i]:
                    return null;
            }
        }

        return new RouteMatch(this, className ?? FixedClass, objectId ?? "", name ?? "");
    }

    /// <exception cref="ParseException">403 without the master key where it is needed, 119 with the read-only one where it writes.</exception>
    public void Authorize(Principal principal) => Authorize(Level, principal, $"{Method} /{Template}");

    /// <inheritdoc cref="Authorize(Principal)"/>
    /// <param name="what">What is asked for, as refusals name it.</param>
    public static void Authorize(RouteLevel level, Principal principal, string what)
    {
        if (level == RouteLevel.Anyone)
            return;
        if (principal.Kind is not (PrincipalKind.Master or PrincipalKind.ReadOnlyMaster))
            throw new ParseException(ErrorCode.OperationForbidden, "unauthorized: master key is required") { HttpStatus = StatusCodes.Status403Forbidden };
        if (level == RouteLevel.MasterWrite)
            AccessGate.RequireWriter(principal, what);
    }
}
