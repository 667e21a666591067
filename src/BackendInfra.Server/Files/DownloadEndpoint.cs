using BackendInfra.Core.Apps;
using BackendInfra.Core.Files;
using BackendInfra.Server.Http;
using Microsoft.Net.Http.Headers;

namespace BackendInfra.Server.Files;

/// <summary><c>GET /files/app/name</c>: streamed, whole or one range. Needs no key: who has the random name may read.</summary>
internal static class DownloadEndpoint
{
    public static async Task GetAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var services = context.RequestServices;
        if (await FindAsync(context) is not var (app, file))
        {
            await NotFoundAsync(response, context.RequestAborted);
            return;
        }

        WriteHeaders(response, file);
        if (IsKnown(request, response))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (ByteRange.Of(request, file) is not { } range)
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = $"bytes */{file.Length}";
            return;
        }

        if (range.IsPart)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {range.Offset}-{range.Offset + range.Length - 1}/{file.Length}";
        }

        response.ContentLength = range.Length;
        response.ContentType = file.Description.ContentType;
        if (HttpMethods.IsHead(request.Method))
            return;
        var content = await services.GetRequiredService<IFileStore>().OpenAsync(app, file.Description.Name, range.Offset, range.Length, context.RequestAborted);
        if (content is null)
        {
            response.Clear();
            await NotFoundAsync(response, context.RequestAborted);
            return;
        }

        await using (content)
            await content.CopyToAsync(response.Body, context.RequestAborted);
    }

    /// <summary>The file that a path names, in the app that it names; null when either is not there.</summary>
    public static async Task<(App App, StoredFile File)?> FindAsync(HttpContext context)
    {
        var name = FileEndpoints.NameOf(context);
        var services = context.RequestServices;
        var app = await services.GetRequiredService<IAppStore>().FindAsync((string)context.Request.RouteValues[FileEndpoints.App]!, context.RequestAborted);
        if (app is null || !FileNames.IsStoredName(name))
            return null;
        CorsHeaders.SetOrigin(context.Response, app.Options.AllowOrigin);
        return await services.GetRequiredService<IFileStore>().FindAsync(app, name, context.RequestAborted) is { } file ? (app, file) : null;
    }

    /// <summary>Nothing that was uploaded may act as a page of this origin (rule 21).</summary>
    private static void WriteHeaders(HttpResponse response, StoredFile file)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.AcceptRanges = "bytes";
        headers.ETag = $"\"{file.ETag}\"";
        var shown = FileTypes.IsShown(file.Description.ContentType) ? "inline" : "attachment";
        headers.ContentDisposition = $"{shown}; filename=\"{FileNames.ClientName(file.Description.Name)}\"";
    }

    private static bool IsKnown(HttpRequest request, HttpResponse response) =>
        request.GetTypedHeaders().IfNoneMatch is { Count: > 0 } known
        && EntityTagHeaderValue.TryParse(response.Headers.ETag.ToString(), out var tag)
        && known.Any(k => k.Equals(EntityTagHeaderValue.Any) || k.Compare(tag, useStrongComparison: false));

    private static async Task NotFoundAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = StatusCodes.Status404NotFound;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.XContentTypeOptions = "nosniff";
        await response.WriteAsync("File not found.", cancellationToken);
    }
}
