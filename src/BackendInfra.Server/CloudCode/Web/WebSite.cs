using System.Net.Mime;
using BackendInfra.Core.Apps;
using Microsoft.Net.Http.Headers;

namespace BackendInfra.Server.CloudCode.Web;

/// <summary>Answers for an app's own pages: files of its release's <c>public</c> first, then its Express app.</summary>
internal sealed class WebSite(IReleaseFolders folders, PublicFiles files, WorkerForwarder forwarder)
{
    /// <param name="app">Null when there is none.</param>
    /// <param name="prefix">What stands before the site's own paths.</param>
    /// <param name="path">Within the site.</param>
    public async Task AnswerAsync(HttpContext context, App? app, string prefix, PathString path)
    {
        if (app?.CloudCode is not { } release)
        {
            await NotFoundAsync(context);
            return;
        }

        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (isRead)
        {
            // Without the last slash, relative links would lead out of the site.
            if (!path.HasValue && prefix.Length > 0)
            {
                Redirect(context, prefix, "/");
                return;
            }

            var folder = await folders.FolderAsync(app, release.Number, context.RequestAborted);
            if (files.Find(release, folder, path) is { } file)
            {
                if (file.IsFolder)
                    Redirect(context, prefix, path.ToUriComponent() + "/");
                else
                    await SendAsync(context, file);
                return;
            }
        }

        if (release.Definitions.HasWebApp)
            await forwarder.ForwardAsync(context, app, prefix, path.HasValue ? path : "/");
        else
            await NotFoundAsync(context);
    }

    private static Task SendAsync(HttpContext context, PublicFile file)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";

        // Every use asks whether it is still the same: the next release may have another.
        headers.CacheControl = "no-cache";
        return TypedResults.PhysicalFile(file.Path, file.ContentType, entityTag: new EntityTagHeaderValue(file.EntityTag), enableRangeProcessing: true).ExecuteAsync(context);
    }

    private static void Redirect(HttpContext context, string prefix, string to) =>
        context.Response.Redirect(context.Request.PathBase + new PathString(prefix).ToUriComponent() + to + context.Request.QueryString, permanent: false);

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = MediaTypeNames.Text.Plain;
        return context.Response.WriteAsync("Not found", context.RequestAborted);
    }
}
