using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Dispatch;

/// <summary>The triggers about files (<c>Parse.File</c>), which are no objects of a class.</summary>
internal sealed class FileTriggers(CodeTriggers triggers)
{
    public bool Has(App app, TriggerKinds kinds) => (triggers.Of(app, TriggerNames.Files) & kinds) != 0;

    /// <summary>Runs a <c>beforeSave</c>.</summary>
    /// <returns>The file as it is to be stored.</returns>
    /// <exception cref="ParseException">The trigger refuses, cannot run, or answers what is no file.</exception>
    public async Task<FileDraft> BeforeSaveAsync(Caller caller, FileDraft draft, CancellationToken cancellationToken)
    {
        if (!Has(caller.App, TriggerKinds.BeforeSave))
            return draft;
        var answer = await triggers.CallAsync(Call(caller, TriggerKinds.BeforeSave), json => Write(json, draft), cancellationToken);
        return answer.Value is { ValueKind: JsonValueKind.Object } changes ? Changed(draft, changes) : draft;
    }

    /// <summary>Runs a before-trigger about a file that is stored.</summary>
    /// <exception cref="ParseException">The trigger refuses, or cannot run.</exception>
    public async Task<JsonElement?> RunAsync(CodeTriggerCall call, string name, string url, long? size, bool? forceDownload, CancellationToken cancellationToken) =>
        Has(call.App, call.Kind) ? (await triggers.CallAsync(call, json => WriteStored(json, name, url, size, forceDownload), cancellationToken)).Value : null;

    /// <summary>Runs <c>afterSave</c> or <c>afterDelete</c>; it never fails.</summary>
    public Task AfterAsync(Caller caller, TriggerKinds kind, string name, string url, long? size) =>
        Has(caller.App, kind) ? triggers.AfterAsync(Call(caller, kind), json => WriteStored(json, name, url, size, null)) : Task.CompletedTask;

    public static CodeTriggerCall Call(Caller caller, TriggerKinds kind) => new(caller.App, kind, TriggerNames.Files, caller.Principal, caller.Origin);

    public static CodeTriggerCall Call(App app, TriggerKinds kind, RequestOrigin origin) => new(app, kind, TriggerNames.Files, Principal.Anonymous, origin);

    private static FileDraft Changed(FileDraft draft, JsonElement changes) => draft with
    {
        Name = Text(changes, "name") ?? draft.Name,
        Url = Text(changes, "url"),
        ContentType = Text(changes, "contentType") ?? draft.ContentType,
        Content = Text(changes, "base64") is { } base64 ? Convert.FromBase64String(ParseJson.ReadBytes(base64).Base64) : draft.Content,
        Metadata = Object(changes, "metadata") ?? draft.Metadata,
        Tags = Object(changes, "tags") ?? draft.Tags,
    };

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? ParseJson.ReadText(value) : null;

    private static JsonElement? Object(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static void Write(Utf8JsonWriter json, FileDraft draft)
    {
        json.WriteStartObject("file");
        json.WriteString("name", draft.Name);
        json.WriteBase64String("base64", draft.Content.Span);
        if (draft.ContentType is not null)
            json.WriteString("contentType", draft.ContentType);
        foreach (var (name, value) in (ReadOnlySpan<(string, JsonElement?)>)[("metadata", draft.Metadata), ("tags", draft.Tags)])
        {
            if (value is not { } map)
                continue;
            json.WritePropertyName(name);
            map.WriteTo(json);
        }

        json.WriteEndObject();
        json.WriteNumber("fileSize", draft.Content.Length);
    }

    private static void WriteStored(Utf8JsonWriter json, string name, string url, long? size, bool? forceDownload)
    {
        json.WriteStartObject("file");
        json.WriteString("name", name);
        json.WriteString("url", url);
        json.WriteEndObject();
        if (size is { } bytes)
            json.WriteNumber("fileSize", bytes);
        if (forceDownload is { } forces)
            json.WriteBoolean("forceDownload", forces);
    }
}
