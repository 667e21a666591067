using System.Net.Mime;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Http;
using BackendInfra.Server.Rest.Routing;
using Microsoft.AspNetCore.Http.Features;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>
/// Deploying over HTTP, for the master key. Apart from the other routes: bodies and answers are archives, and npm and a script
/// that starts may need longer than requests have otherwise.
/// </summary>
internal static class ReleaseEndpoints
{
    private const string Number = "number";

    /// <summary>JSON says in base64 what an archive says in bytes, and has names and punctuation.</summary>
    private const long BodyOverhead = 64 * 1024;

    public static void MapReleases(this IEndpointRouteBuilder routes)
    {
        foreach (var mount in (ReadOnlySpan<string>)["/parse", $"/apps/{{{CallerResolver.ApplicationIdRouteValue}}}/parse"])
        {
            routes.MapPost($"{mount}/cloud_code/releases", DeployAsync);
            routes.MapPost($"{mount}/cloud_code/releases/{{{Number}}}/activate", ActivateAsync);
            routes.MapGet($"{mount}/cloud_code/releases/{{{Number}}}/bundle", DownloadAsync);
        }
    }

    /// <summary><c>POST /cloud_code/releases?message=…&amp;dryRun=1</c>; the body is a zip or tar.gz archive, or JSON with <c>files</c>.</summary>
    /// <exception cref="ParseException">107, 122, 129 what is no release; 141 with the script's own error.</exception>
    private static async Task DeployAsync(HttpContext context)
    {
        var app = await AuthorizeAsync(context, "POST /cloud_code/releases");
        var body = await ReadAsync(context, app.Options.CloudCode);
        var bundle = await BundleReader.ReadAsync(body, app.Options.CloudCode, context.RequestAborted);
        var message = context.Request.Query["message"] is [{ } text] ? text : BundleReader.MessageOf(body) ?? "";
        var deployer = context.RequestServices.GetRequiredService<ReleaseDeployer>();
        var deployment = await deployer.DeployAsync(app, bundle, message, IsSet(context, "dryRun"), _ => { }, context.RequestAborted);
        context.Response.StatusCode = deployment is { Release: not null, IsUnchanged: false } ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        await AnswerAsync(context, json => ReleasesJson.Write(json, deployment));
    }

    /// <summary><c>POST /cloud_code/releases/{number}/activate</c>.</summary>
    /// <exception cref="ParseException">101 no such release; 141 it does not load any more.</exception>
    private static async Task ActivateAsync(HttpContext context)
    {
        var app = await AuthorizeAsync(context, "POST /cloud_code/releases/{number}/activate");
        var release = await context.RequestServices.GetRequiredService<ReleaseDeployer>().ActivateAsync(app, NumberOf(context), _ => { }, context.RequestAborted);
        await AnswerAsync(context, json => ReleasesJson.Write(json, release));
    }

    /// <summary><c>GET /cloud_code/releases/{number}/bundle</c>: a zip archive. Secrets may stand in a script; the read-only key does not open it.</summary>
    /// <exception cref="ParseException">101 no such release.</exception>
    private static async Task DownloadAsync(HttpContext context)
    {
        var app = await AuthorizeAsync(context, "GET /cloud_code/releases/{number}/bundle");
        var number = NumberOf(context);
        var zip = await context.RequestServices.GetRequiredService<IReleaseStore>().ReadBundleAsync(app, number, context.RequestAborted)
            ?? throw ReleaseRoutes.Missing($"{number}");
        context.Response.ContentType = MediaTypeNames.Application.Zip;
        context.Response.ContentLength = zip.Length;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{app.Name}-{number}.zip\"";
        await context.Response.Body.WriteAsync(zip, context.RequestAborted);
    }

    private static async Task<App> AuthorizeAsync(HttpContext context, string what)
    {
        var caller = await context.RequestServices.GetRequiredService<CallerResolver>().ResolveAsync(context, context.RequestAborted);
        RestRoute.Authorize(RouteLevel.MasterWrite, caller.Principal, what);
        return caller.App;
    }

    private static async Task<byte[]> ReadAsync(HttpContext context, CloudCodeOptions options)
    {
        // Only the master key gets so far; the server's own limit is for others.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = (options.MaxReleaseSize * 4L / 3) + BodyOverhead;
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw BundleLimits.TooLarge(options);
        }

        return body.ToArray();
    }

    private static int NumberOf(HttpContext context) => ReleaseRoutes.Number(context.Request.RouteValues[Number] as string ?? "");

    private static bool IsSet(HttpContext context, string name) => context.Request.Query[name] is ["1" or "true"];

    private static async Task AnswerAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        using var buffer = new ResponseBuffer(context.Response);
        using (var json = new Utf8JsonWriter(buffer, ParseJsonText.WriterOptions))
            write(json);
        await buffer.CompleteAsync(context.RequestAborted);
    }
}
