using System.Buffers;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Webhooks;

/// <summary>Triggers that are webhooks. They are read with the app, so that asking for them costs one look at a table.</summary>
internal sealed class WebhookTriggers(WebhookClient client, HookUsers users, HookTransactions transactions, ILogger<WebhookTriggers> log) : ITriggerDispatcher
{
    public TriggerKinds Of(App app, string className) => app.Webhooks.Of(className);

    public async Task<SaveAnswer> BeforeSaveAsync(ObjectTriggerCall call, CancellationToken cancellationToken) =>
        SaveAnswerReader.Read(await RunAsync(call, cancellationToken));

    public Task BeforeAsync(ObjectTriggerCall call, CancellationToken cancellationToken) => RunAsync(call, cancellationToken);

    public async Task AfterAsync(ObjectTriggerCall call)
    {
        try
        {
            await RunAsync(call, CancellationToken.None);
        }
        catch (Exception exception)
        {
            log.LogWarning(exception, "{Trigger} of {Class} in app {App} failed.", TriggerNames.Of(call.Kind), call.ClassName, call.App.Name);
        }
    }

    public async Task<JsonElement?> BeforeFindAsync(FindTriggerCall call, CancellationToken cancellationToken) =>
        await CallAsync(call, json => WriteQuery(json, call), cancellationToken) switch
        {
            null or { ValueKind: JsonValueKind.True } => null,
            { ValueKind: JsonValueKind.Object } query => query,
            _ => throw new ParseException(ErrorCode.WebhookError, "The webhook's answer is malformed: beforeFind gives an object of query parameters."),
        };

    public async Task<JsonElement?> AfterFindAsync(FindTriggerCall call, ReadOnlyMemory<byte> objects, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(
            call,
            json =>
            {
                WriteQuery(json, call);
                json.WritePropertyName("objects");
                json.WriteRawValue(objects.Span, skipInputValidation: true);
            },
            cancellationToken);
        return answer switch
        {
            null or { ValueKind: JsonValueKind.True } => null,
            { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object) => list,
            _ => throw new ParseException(ErrorCode.WebhookError, "The webhook's answer is malformed: afterFind gives an array of objects."),
        };
    }

    private Task<JsonElement?> RunAsync(ObjectTriggerCall call, CancellationToken cancellationToken) => CallAsync(
        call,
        json =>
        {
            HookPayload.WriteObject(json, "object", call.Object, call.Origin.FilesUrl);
            if (call.Original is { } original)
                HookPayload.WriteObject(json, "original", original, call.Origin.FilesUrl);
        },
        cancellationToken);

    private async Task<JsonElement?> CallAsync(TriggerCall call, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        // The hook was there when it was asked for; an app that is loaded again meanwhile may have lost it.
        var hook = call.App.Webhooks.FindTrigger(call.ClassName, call.Kind)
            ?? throw new ParseException(ErrorCode.WebhookError, $"There is no {TriggerNames.Of(call.Kind)} of {call.ClassName}.");
        var user = await users.FindAsync(call.App, call.Principal, call.Transaction, cancellationToken);
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, ParseJsonText.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("triggerName", TriggerNames.Of(call.Kind));
            HookPayload.WriteRequest(json, call.Principal, call.Principal.IsUnrestricted, call.Origin, user);
            write(json);
            json.WriteEndObject();
        }

        await using var shared = transactions.Open(call.App, call.Transaction);
        return await client.CallAsync(call.App, hook, body.WrittenMemory, call.Origin.Depth, shared?.Token, cancellationToken);
    }

    private static void WriteQuery(Utf8JsonWriter json, FindTriggerCall call)
    {
        json.WriteBoolean("isGet", call.IsGet);
        json.WriteBoolean("count", call.Counts);
        json.WritePropertyName("query");
        json.WriteRawValue(call.Query, skipInputValidation: true);
    }
}
