using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Dispatch;
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

        var forcesDownload = await RunTriggersAsync(context, app, file);
        WriteHeaders(response, file, forcesDownload);
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

    /// <summary>Runs <c>beforeFind</c> and <c>afterFind</c>, where the app has them.</summary>
    /// <returns>Whether browsers are to store the file, and not to show it.</returns>
    /// <exception cref="ParseException">403: a trigger refuses, or cannot run.</exception>
    private static async Task<bool> RunTriggersAsync(HttpContext context, App app, StoredFile file)
    {
        var triggers = context.RequestServices.GetRequiredService<FileTriggers>();
        if (!triggers.Has(app, TriggerKinds.Find))
            return false;
        var filesUrl = CallerResolver.FilesUrl(context.Request, app);
        var (name, url) = (file.Description.Name, filesUrl + FileUrls.Escape(file.Description.Name));
        var origin = RequestOrigins.Of(context, Credentials.FromHeaders(context.Request.Headers), hasSession: false, filesUrl);
        try
        {
            await triggers.RunAsync(FileTriggers.Call(app, TriggerKinds.BeforeFind, origin), name, url, file.Length, null, context.RequestAborted);
            var answer = await triggers.RunAsync(FileTriggers.Call(app, TriggerKinds.AfterFind, origin), name, url, file.Length, forceDownload: false, context.RequestAborted);
            return answer is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("forceDownload", out var forces) && forces.ValueKind == JsonValueKind.True;
        }
        catch (ParseException refusal)
        {
            throw new ParseException(refusal.Code, refusal.Message, refusal) { HttpStatus = StatusCodes.Status403Forbidden };
        }
    }

    /// <summary>Nothing that was uploaded may act as a page of this origin (rule 21).</summary>
    private static void WriteHeaders(HttpResponse response, StoredFile file, bool forcesDownload)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.AcceptRanges = "bytes";
        headers.ETag = $"\"{file.ETag}\"";
        var shown = FileTypes.IsShown(file.Description.ContentType) && !forcesDownload ? "inline" : "attachment";
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
