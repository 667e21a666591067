using System.Text.Json;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Webhooks;

/// <summary>The parameters of a function as webhooks are sent them: dates are their ISO text, as in Parse Server; all else stays as it is.</summary>
internal static class HookParameters
{
    /// <param name="parameters">A JSON object.</param>
    public static void Write(Utf8JsonWriter json, string parameters)
    {
        if (!parameters.Contains("\"__type\"", StringComparison.Ordinal))
        {
            json.WriteRawValue(parameters, skipInputValidation: true);
            return;
        }

        using var document = JsonDocument.Parse(parameters, new JsonDocumentOptions { MaxDepth = ParseJson.MaxDepth + 1 });
        Write(json, document.RootElement);
    }

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(json, item);
                json.WriteEndArray();
                break;
            case JsonValueKind.Object when value.TryGetProperty("__type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("Date"u8):
                value.GetProperty("iso").WriteTo(json);
                break;
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value);
                }

                json.WriteEndObject();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}
