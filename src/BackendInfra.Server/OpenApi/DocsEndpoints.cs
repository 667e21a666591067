using System.Net;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.OpenApi;

/// <summary><c>/docs</c>: the API reference of an app, shown by Scalar, which comes from this server alone. The page holds no key.</summary>
internal static class DocsEndpoints
{
    // Scalar writes styles into the page; scripts come from files only, and it may speak to nobody but this server.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

    public static void MapDocs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/docs", WritePageAsync);
        routes.MapGet($"/apps/{{{CallerResolver.ApplicationIdRouteValue}}}/docs", WritePageAsync);
        routes.MapGet("/docs/{file}.js", DocsScripts.WriteAsync);
    }

    /// <exception cref="ParseException">101 there is no such app.</exception>
    private static async Task WritePageAsync(HttpContext context)
    {
        var app = await context.RequestServices.GetRequiredService<DefaultApp>().FindAsync(context)
            ?? throw new ParseException(ErrorCode.ObjectNotFound, "There is no such app.");
        var root = context.Request.PathBase.Value;
        var document = WebUtility.HtmlEncode($"{root}/apps/{Uri.EscapeDataString(app.Id)}/parse/openapi.json");
        var response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        await response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
              <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>BackendInfra REST API</title>
                <link rel="icon" href="data:,">
              </head>
              <body>
                <div id="reference" data-document="{document}"></div>
                <script src="{root}/docs/scalar.js"></script>
                <script src="{root}/docs/begin.js"></script>
              </body>
            </html>
            """,
            context.RequestAborted);
    }
}
