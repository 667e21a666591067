using System.Text.Json;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.CloudCode;

/// <summary>What a release defines as JSON: the form in which the worker tells it, the catalog keeps it and clients see it.</summary>
public static class CloudDefinitionsJson
{
    public static string Write(CloudDefinitions definitions) => ParseJsonText.Text(json => Write(json, definitions));

    public static void Write(Utf8JsonWriter json, CloudDefinitions definitions)
    {
        json.WriteStartObject();
        json.WriteStartArray("functions");
        foreach (var function in definitions.Functions)
            Write(json, function);
        json.WriteEndArray();
        json.WriteStartArray("triggers");
        foreach (var (className, kinds) in definitions.Triggers)
        {
            foreach (var kind in TriggerNames.Each(kinds))
            {
                json.WriteStartObject();
                json.WriteString("className", className);
                json.WriteString("triggerName", TriggerNames.Of(kind));
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("jobs");
        foreach (var job in definitions.Jobs)
            json.WriteStringValue(job);
        json.WriteEndArray();
        json.WriteBoolean("hasWebApp", definitions.HasWebApp);
        json.WriteEndObject();
    }

    public static CloudDefinitions Read(string stored)
    {
        using var document = JsonDocument.Parse(stored);
        return Read(document.RootElement);
    }

    /// <summary>Reads definitions. A trigger of an unknown kind, as a later version may have stored it, is left out.</summary>
    /// <exception cref="Errors.ParseException">107 when the form is another.</exception>
    public static CloudDefinitions Read(JsonElement json)
    {
        try
        {
            return new CloudDefinitions(
                Items(json, "functions").Select(ReadFunction).GroupBy(function => function.Name).Select(same => same.Last()),
                Items(json, "triggers").GroupBy(trigger => Text(trigger, "className")!).Select(triggers => KeyValuePair.Create(
                    triggers.Key, triggers.Aggregate(TriggerKinds.None, (kinds, trigger) => kinds | KindOf(trigger)))),
                Items(json, "jobs").Select(job => job.GetString()!).Distinct())
            {
                HasWebApp = json.TryGetProperty("hasWebApp", out var hasWebApp) && hasWebApp.GetBoolean(),
            };
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or ArgumentNullException)
        {
            throw new Errors.ParseException(Errors.ErrorCode.InvalidJson, "These are no definitions of Cloud Code.", exception);
        }
    }

    private static void Write(Utf8JsonWriter json, CloudFunction function)
    {
        json.WriteStartObject();
        json.WriteString("name", function.Name);
        if (function.Parameters.Length > 0)
        {
            json.WriteStartArray("parameters");
            foreach (var parameter in function.Parameters)
            {
                json.WriteStartObject();
                json.WriteString("name", parameter.Name);
                json.WriteString("type", parameter.Type);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (function.Returns is not null)
            json.WriteString("returns", function.Returns);
        if (function.IsQuery)
            json.WriteBoolean("isQuery", true);
        if (function.RateLimit is not null)
        {
            json.WritePropertyName("rateLimit");
            json.WriteRawValue(function.RateLimit);
        }

        json.WriteEndObject();
    }

    private static CloudFunction ReadFunction(JsonElement json) => new(json.GetProperty("name").GetString()!)
    {
        Parameters = [.. Items(json, "parameters").Select(parameter => new CloudParameter(Text(parameter, "name")!, Text(parameter, "type")!))],
        Returns = Text(json, "returns"),
        IsQuery = json.TryGetProperty("isQuery", out var isQuery) && isQuery.ValueKind == JsonValueKind.True,
        RateLimit = json.TryGetProperty("rateLimit", out var limit) && limit.ValueKind == JsonValueKind.Object ? limit.GetRawText() : null,
    };

    private static TriggerKinds KindOf(JsonElement trigger) => TriggerNames.TryParse(Text(trigger, "triggerName")!, out var kind) ? kind : TriggerKinds.None;

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out var items) && items.ValueKind != JsonValueKind.Null ? items.EnumerateArray() : [];

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
