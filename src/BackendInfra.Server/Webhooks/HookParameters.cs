using System.Text.Json;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest.Functions;

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
        FunctionParameters.Write(json, document.RootElement, date => date.GetProperty("iso").WriteTo(json), member => member.Name);
    }
}
