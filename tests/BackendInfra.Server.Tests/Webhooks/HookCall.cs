using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BackendInfra.Server.Tests.Webhooks;

/// <summary>A call that a webhook got.</summary>
public sealed record HookCall(string Path, JsonElement Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Object => Body.GetProperty("object");

    public static async Task<HookCall> ReadAsync(string path, HttpContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        return new HookCall(path, document.RootElement.Clone(), context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
    }
}
