using System.Text;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Http;

/// <summary>The object that clients send along for triggers, in <c>X-Parse-Cloud-Context</c> or <c>_context</c>.</summary>
internal static class CloudContext
{
    public const string Header = "X-Parse-Cloud-Context";

    /// <returns>The object's JSON.</returns>
    /// <exception cref="ParseException">107 when it is no JSON object.</exception>
    public static string Read(string header)
    {
        using var document = Parse(header);
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.GetRawText() : throw Invalid();
    }

    /// <returns>The object's JSON.</returns>
    /// <exception cref="ParseException">107 when it is no JSON object, or a text that holds none.</exception>
    public static string Read(JsonElement context) => context.ValueKind switch
    {
        JsonValueKind.String => Read(ParseJson.ReadText(context)),
        JsonValueKind.Object => context.GetRawText(),
        _ => throw Invalid(),
    };

    private static JsonDocument Parse(string text)
    {
        try
        {
            return ParseJson.ParseDocument(Encoding.UTF8.GetBytes(text));
        }
        catch (ParseException)
        {
            throw Invalid();
        }
    }

    private static ParseException Invalid() => Refusals.InvalidJson("Invalid object for context.");
}
