using System.Text.Json;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Files;

/// <summary><c>GET /files/app/metadata/name</c>: what the client sent along with a file; an empty object when there is no such file, as in Parse Server.</summary>
internal static class MetadataEndpoint
{
    public static async Task GetAsync(HttpContext context)
    {
        var description = (await DownloadEndpoint.FindAsync(context))?.File.Description;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.WriteAsync(
            ParseJsonText.Text(json =>
            {
                json.WriteStartObject();
                Write(json, "metadata", description?.Metadata);
                Write(json, "tags", description?.Tags);
                json.WriteEndObject();
            }),
            context.RequestAborted);
    }

    private static void Write(Utf8JsonWriter json, string name, JsonElement? value)
    {
        if (value is not { } element)
            return;
        json.WritePropertyName(name);
        element.WriteTo(json);
    }
}
