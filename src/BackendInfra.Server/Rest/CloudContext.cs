using System.Text;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest;

/// <summary>The object that clients send along for triggers, in <c>X-Parse-Cloud-Context</c> or <c>_context</c>.</summary>
internal static class CloudContext
{
    public const string Header = "X-Parse-Cloud-Context";

    /// <exception cref="ParseException">107 when it is no JSON object.</exception>
    public static void Check(string header)
    {
        using var document = Parse(header);
        Check(document.RootElement);
    }

    /// <exception cref="ParseException">107 when it is no JSON object, or a text that holds none.</exception>
    public static void Check(JsonElement context)
    {
        if (context.ValueKind == JsonValueKind.String)
            Check(ParseJson.ReadText(context));
        else if (context.ValueKind != JsonValueKind.Object)
            throw Invalid();
    }

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
