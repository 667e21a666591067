using System.Buffers;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Webhooks;

/// <summary>Functions that are webhooks.</summary>
internal sealed class WebhookFunctions(WebhookClient client, HookUsers users, HookTransactions transactions) : IFunctionDispatcher
{
    public IEnumerable<string> Names(App app) => app.Webhooks.Functions.Select(hook => hook.FunctionName!);

    public async Task<JsonElement?> RunAsync(FunctionCall call, CancellationToken cancellationToken)
    {
        var hook = call.App.Webhooks.FindFunction(call.Name)
            ?? throw new ParseException(ErrorCode.ScriptFailed, $"Invalid function: \"{Excerpt.Of(call.Name)}\"");
        if (call.Origin.Depth >= RequestOrigin.MaxDepth)
            throw new ParseException(ErrorCode.ScriptFailed, $"Functions call each other more than {RequestOrigin.MaxDepth} levels deep.");

        var user = await users.FindAsync(call.App, call.Principal, call.Transaction, cancellationToken);
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, ParseJsonText.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("functionName", call.Name);
            json.WritePropertyName("params");
            json.WriteRawValue(call.Parameters, skipInputValidation: true);

            // What a function does is not ours to see, so the read-only master key is no master key to it.
            HookPayload.WriteRequest(json, call.Principal, call.Principal.MayWriteAnything, call.Origin, user);
            json.WriteEndObject();
        }

        await using var shared = transactions.Open(call.App, call.Transaction);
        return await client.CallAsync(call.App, hook, body.WrittenMemory, call.Origin.Depth, shared?.Token, cancellationToken);
    }
}
