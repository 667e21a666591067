using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Dispatch;
using BackendInfra.Server.Http;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Throttling;

namespace BackendInfra.Server.Files;

/// <summary>Mounts the files API (reference §12). Its bodies are content, not JSON, so it stands beside the REST routes.</summary>
internal static class FileEndpoints
{
    public const string Name = "fileName";
    public const string App = "fileApp";

    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        foreach (var mount in (ReadOnlySpan<string>)["/parse/files", $"/apps/{{{CallerResolver.ApplicationIdRouteValue}}}/parse/files"])
        {
            routes.MapPost($"{mount}/{{{Name}?}}", UploadEndpoint.PostAsync);
            routes.MapDelete($"{mount}/{{{Name}}}", DeleteAsync);
            routes.MapMethods($"{mount}/{{{App}}}/{{{Name}}}", [HttpMethods.Get, HttpMethods.Head], DownloadEndpoint.GetAsync);
            routes.MapGet($"{mount}/{{{App}}}/metadata/{{{Name}}}", MetadataEndpoint.GetAsync);
        }
    }

    /// <exception cref="ParseException">403 without the master key, 119 with the read-only one, 153 no such file, or a trigger refuses.</exception>
    public static async Task DeleteAsync(HttpContext context, Caller caller)
    {
        if (caller.Principal.Kind is not (PrincipalKind.Master or PrincipalKind.ReadOnlyMaster))
            throw new ParseException(ErrorCode.OperationForbidden, "unauthorized: master key is required") { HttpStatus = StatusCodes.Status403Forbidden };
        AccessGate.RequireWriter(caller.Principal, "delete a file");
        var name = NameOf(context);
        context.RequestServices.GetRequiredService<RateLimits>().Require(caller, HttpMethods.Delete, $"files/{name}");
        if (!FileNames.IsStoredName(name))
            throw NotDeleted();
        var store = context.RequestServices.GetRequiredService<IFileStore>();
        var triggers = context.RequestServices.GetRequiredService<FileTriggers>();
        var url = caller.FilesUrl + FileUrls.Escape(name);
        await triggers.RunAsync(FileTriggers.Call(caller, TriggerKinds.BeforeDelete), name, url, null, null, context.RequestAborted);
        if (!await store.DeleteAsync(caller.App, name, context.RequestAborted))
            throw NotDeleted();
        await triggers.AfterAsync(caller, TriggerKinds.AfterDelete, name, url, null);
    }

    /// <summary>The name in the path; empty when there is none. Escaped slashes stay escaped in it, and so are no name's.</summary>
    public static string NameOf(HttpContext context) => context.Request.RouteValues[Name] as string ?? "";

    private static ParseException NotDeleted() => new(ErrorCode.FileDeleteError, "Could not delete file.");

    private static async Task DeleteAsync(HttpContext context) =>
        await DeleteAsync(context, await context.RequestServices.GetRequiredService<CallerResolver>().ResolveAsync(context, context.RequestAborted));
}
