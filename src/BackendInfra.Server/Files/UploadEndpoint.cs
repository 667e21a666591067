using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Core.Values;
using BackendInfra.Server.Http;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Throttling;
using Microsoft.AspNetCore.Http.Features;

namespace BackendInfra.Server.Files;

/// <summary><c>POST /files/name</c>: the content as the body, or as base64 in the JSON that the SDKs send.</summary>
internal static class UploadEndpoint
{
    private const long MaxJsonSize = 28 * 1024 * 1024;


    public static async Task PostAsync(HttpContext context)
    {
        var credentials = Credentials.FromHeaders(context.Request.Headers);
        if (credentials.ApplicationId is null && IsJson(context.Request.ContentType))
            await PostJsonAsync(context, credentials);
        else
            await PostContentAsync(context, credentials);
    }

    /// <summary>The SDKs send a text that is JSON, with what otherwise are headers in it: so a browser asks for no preflight.</summary>
    private static bool IsJson(string? contentType) =>
        contentType is not null
        && (contentType.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) || contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase));

    private static async Task PostContentAsync(HttpContext context, Credentials credentials)
    {
        var caller = await CallerAsync(context, credentials);
        Count(context, caller);
        FileUploads.RequireUploader(caller);
        FileNames.RequireUploadName(FileEndpoints.NameOf(context));
        var request = context.Request;
        var limit = caller.App.Options.MaxUploadSize;
        if (request.ContentLength > limit)
            throw UploadStream.TooLarge(limit);
        // The stream counts for itself; content is never held in memory.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        using var metadata = HeaderObject(request, "X-Parse-File-Metadata");
        using var tags = HeaderObject(request, "X-Parse-File-Tags");
        var type = request.ContentType;
        await AnswerAsync(context, caller, await Uploads(context).SaveAsync(
            caller, FileEndpoints.NameOf(context), type, request.Body, context.RequestAborted, metadata?.RootElement, tags?.RootElement));
    }

    private static async Task PostJsonAsync(HttpContext context, Credentials credentials)
    {
        // Nothing is known of the app before the body is read, so the limit is the server's, and a third more for base64.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = MaxJsonSize;
        using var content = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        var body = content.Json;
        var caller = await CallerAsync(context, credentials.Or(body.Credentials));
        if (body.MethodOverride == HttpMethods.Delete)
        {
            await FileEndpoints.DeleteAsync(context, caller);
            return;
        }

        Count(context, caller);
        FileUploads.RequireUploader(caller);
        var bytes = Base64(body);
        if (bytes.Length > caller.App.Options.MaxUploadSize)
            throw UploadStream.TooLarge(caller.App.Options.MaxUploadSize);
        using var stream = new MemoryStream(bytes, writable: false);
        var type = body.Find("_ContentType") is { ValueKind: JsonValueKind.String } declared ? ParseJson.ReadText(declared) : null;
        await AnswerAsync(context, caller, await Uploads(context).SaveAsync(
            caller, FileEndpoints.NameOf(context), type, stream, context.RequestAborted, FileData(body, "metadata"), FileData(body, "tags")));
    }

    private static ValueTask<Caller> CallerAsync(HttpContext context, Credentials credentials) =>
        context.RequestServices.GetRequiredService<CallerResolver>().ResolveAsync(context, credentials, context.RequestAborted);

    private static void Count(HttpContext context, Caller caller) =>
        context.RequestServices.GetRequiredService<RateLimits>().Require(caller, HttpMethods.Post, $"files/{FileEndpoints.NameOf(context)}");

    private static FileUploads Uploads(HttpContext context) => context.RequestServices.GetRequiredService<FileUploads>();

    /// <exception cref="ParseException">130.</exception>
    private static byte[] Base64(RestBody body) =>
        body.Find("base64") is { ValueKind: JsonValueKind.String } base64 && base64.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw new ParseException(ErrorCode.FileSaveError, "Invalid file upload.");

    /// <exception cref="ParseException">107 unless it is an object.</exception>
    private static JsonElement? FileData(RestBody body, string member)
    {
        if (body.Find("fileData") is not { } data)
            return null;
        if (data.ValueKind != JsonValueKind.Object)
            throw Refusals.InvalidJson("fileData must be an object.");
        if (data.TryGetProperty("directory", out _))
            throw new ParseException(ErrorCode.FileSaveError, "Files have no directories here.");
        return !data.TryGetProperty(member, out var value) ? null
            : value.ValueKind == JsonValueKind.Object ? value
            : throw Refusals.InvalidJson($"fileData.{member} must be an object.");
    }

    private static JsonDocument? HeaderObject(HttpRequest request, string name)
    {
        if (request.Headers["X-Parse-File-Directory"].Count > 0)
            throw new ParseException(ErrorCode.FileSaveError, "Files have no directories here.");
        if (request.Headers[name] is not [{ Length: > 0 } text])
            return null;
        var document = ParseJson.ParseDocument(System.Text.Encoding.UTF8.GetBytes(text));
        return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw Refusals.InvalidJson($"{name} must be a JSON object.");
    }

    private static async Task AnswerAsync(HttpContext context, Caller caller, FileValue stored)
    {
        var url = stored.Url ?? caller.FilesUrl + FileUrls.Escape(stored.Name);
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = url;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(
            ParseJsonText.Text(json =>
            {
                json.WriteStartObject();
                json.WriteString("name", stored.Name);
                json.WriteString("url", url);
                json.WriteEndObject();
            }),
            context.RequestAborted);
    }
}
