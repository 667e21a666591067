using System.Text.Json;
using BackendInfra.Core.Values;
using BackendInfra.Server.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BackendInfra.Server.Import;

/// <summary><c>POST /parse/import/{file name}</c>: the file is the body. The master key's; <c>?strict=true</c>, <c>skipOrphans</c> and <c>withSessions</c> as the command's options.</summary>
internal static class ImportEndpoint
{
    private const string FileName = "fileName";

    public static void MapImport(this IEndpointRouteBuilder routes)
    {
        routes.MapPost($"/parse/import/{{{FileName}}}", RunAsync);
        routes.MapPost($"/apps/{{{CallerResolver.ApplicationIdRouteValue}}}/parse/import/{{{FileName}}}", RunAsync);
    }

    private static async Task RunAsync(HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        var caller = await context.RequestServices.GetRequiredService<CallerResolver>().ResolveAsync(context, cancellationToken);
        Importer.Require(caller.Principal);

        // The file goes to the disk, not into memory; only the master key gets so far.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        var name = context.Request.RouteValues[FileName] as string ?? "";
        var options = new ImportOptions(Flag(context, "strict"), Flag(context, "skipOrphans"), Flag(context, "withSessions"));
        await using var file = await SpooledFile.CreateAsync(context.Request.Body, cancellationToken);
        var importer = context.RequestServices.GetRequiredService<Importer>();
        var result = await importer.ImportAsync(caller.App, caller.Principal, file.AsSource(name), options, null, cancellationToken);
        await AnswerAsync(context.Response, result, cancellationToken);
    }

    private static bool Flag(HttpContext context, string name) => bool.TryParse(context.Request.Query[name], out var value) && value;

    private static async Task AnswerAsync(HttpResponse response, ImportResult result, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json; charset=utf-8";
        using var buffer = new ResponseBuffer(response);
        using (var json = new Utf8JsonWriter(buffer, ParseJsonText.WriterOptions))
            JsonSerializer.Serialize(json, ImportAnswer.Of(result), ImportJson.Default.ImportAnswer);
        await buffer.CompleteAsync(cancellationToken);
    }
}
