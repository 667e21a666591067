using System.Text.Json;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Webhooks;

/// <summary>Webhooks as JSON, for clients and the catalog.</summary>
public static class WebhooksJson
{
    public const string FunctionName = "functionName";
    public const string ClassName = "className";
    public const string TriggerName = "triggerName";
    public const string Url = "url";

    public static void Write(Utf8JsonWriter json, Webhook hook)
    {
        json.WriteStartObject();
        if (hook.FunctionName is not null)
        {
            json.WriteString(FunctionName, hook.FunctionName);
        }
        else
        {
            json.WriteString(ClassName, hook.ClassName);
            json.WriteString(TriggerName, TriggerNames.Of(hook.Trigger));
        }

        json.WriteString(Url, hook.Url);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, IEnumerable<Webhook> hooks)
    {
        json.WriteStartArray();
        foreach (var hook in hooks)
            Write(json, hook);
        json.WriteEndArray();
    }

    /// <summary>The form of the catalog.</summary>
    public static string Write(WebhookSet hooks) => ParseJsonText.Text(json => Write(json, hooks.Functions.Concat(hooks.Triggers)));

    public static WebhookSet Read(string stored)
    {
        using var document = JsonDocument.Parse(stored);
        return document.RootElement.GetArrayLength() == 0 ? WebhookSet.None : new WebhookSet(document.RootElement.EnumerateArray().Select(Read));
    }

    private static Webhook Read(JsonElement json)
    {
        string? Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
        var kind = TriggerNames.TryParse(Text(TriggerName) ?? "", out var known) ? known : TriggerKinds.None;
        return Webhook.Stored(Text(FunctionName), Text(ClassName), kind, Text(Url)!);
    }
}
