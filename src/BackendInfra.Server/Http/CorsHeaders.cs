namespace BackendInfra.Server.Http;

/// <summary>Lets browsers of any origin call the APIs (reference §1): the keys protect them, not the origin.</summary>
internal sealed class CorsHeaders(RequestDelegate next)
{
    private const string Methods = "GET,PUT,POST,DELETE,OPTIONS";
    private const string Headers =
        "X-Parse-Master-Key, X-Parse-REST-API-Key, X-Parse-Javascript-Key, X-Parse-Application-Id, X-Parse-Client-Version, "
        + "X-Parse-Session-Token, X-Requested-With, X-Parse-Revocable-Session, X-Parse-Request-Id, X-Parse-Installation-Id, "
        + "X-Parse-Cloud-Context, Content-Type, Pragma, Cache-Control, Range, "
        + "X-Parse-Upload-Mode, X-Parse-File-Metadata, X-Parse-File-Tags, GraphQL-Require-Preflight, X-GraphQL-Extensions";
    private const string Exposed = "X-Parse-Job-Status-Id, X-Parse-Push-Status-Id, X-Request-Id, Location, Content-Range, Accept-Ranges, ETag";

    private static readonly PathString[] Prefixes = ["/parse", "/graphql", "/apps"];

    public Task InvokeAsync(HttpContext context)
    {
        // Apps' own pages and servers say for themselves who may call them.
        if (!Array.Exists(Prefixes, prefix => context.Request.Path.StartsWithSegments(prefix)) || CloudCode.Web.WebEndpoints.IsWebSite(context.Request.Path))
            return next(context);

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = Headers;
        headers.AccessControlExposeHeaders = Exposed;

        // A preflight carries no app id, so it is answered for all of them; the answer itself has the app's own origin.
        return HttpMethods.IsOptions(context.Request.Method) ? Task.CompletedTask : next(context);
    }

    /// <summary>Puts the app's origin in place of <c>*</c> once the app is known.</summary>
    public static void SetOrigin(HttpResponse response, string origin)
    {
        if (origin != "*")
            response.Headers.AccessControlAllowOrigin = origin;
    }
}
