using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace BackendInfra.Server.GraphQL.Http;

/// <summary>Serves Banana Cake Pop as it comes from its npm package, with a configuration that names the app's endpoint and no key.</summary>
internal sealed class IdeFiles(DefaultApp apps) : IDisposable
{
    public const string Folder = "graphql-ui";

    // Its editor makes workers from blobs and styles inline; it may speak to nobody but this server.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "worker-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'none'; object-src 'none'";

    private readonly PhysicalFileProvider _files = new(Path.Combine(AppContext.BaseDirectory, Folder));
    private readonly FileExtensionContentTypeProvider _types = new();

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.RouteValues["path"] as string ?? "";
        if (path.Length == 0 && context.Request.Path.Value?.EndsWith('/') is not true)
        {
            // The page's own links are relative to its folder.
            context.Response.Redirect($"{context.Request.PathBase}{context.Request.Path}/");
            return;
        }

        SetHeaders(context.Response);
        if (path == "bcp-config.json")
            await WriteConfigurationAsync(context);
        else
            await SendAsync(context, path.Length == 0 ? "index.html" : path);
    }

    private async Task WriteConfigurationAsync(HttpContext context)
    {
        var app = await apps.FindAsync(context) ?? throw new ParseException(ErrorCode.ObjectNotFound, "There is no such app.");
        var request = context.Request;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        using var buffer = new ResponseBuffer(context.Response);
        using (var json = new Utf8JsonWriter(buffer, ParseJsonText.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("endpoint", $"{request.Scheme}://{request.Host}{request.PathBase}/apps/{Uri.EscapeDataString(app.Id)}/graphql");
            json.WriteBoolean("useBrowserUrlAsEndpoint", false);
            json.WriteBoolean("disableTelemetry", true);
            json.WriteEndObject();
        }

        await buffer.CompleteAsync(context.RequestAborted);
    }

    private async Task SendAsync(HttpContext context, string path)
    {
        var file = _files.GetFileInfo(path);
        if (!file.Exists || file.IsDirectory || ContentType(path) is not { } type)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type;
        context.Response.ContentLength = file.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await context.Response.SendFileAsync(file, context.RequestAborted);
    }

    private string? ContentType(string path) =>
        path == "LICENSE" ? "text/plain" : _types.TryGetContentType(path, out var type) ? type : null;

    private static void SetHeaders(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    public void Dispose() => _files.Dispose();
}
