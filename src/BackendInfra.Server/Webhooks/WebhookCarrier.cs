using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Dispatch;

namespace BackendInfra.Server.Webhooks;

/// <summary>Carries calls to webhooks. They are read with the app, so that asking for them costs one look at a table.</summary>
internal sealed class WebhookCarrier(WebhookClient client) : ICodeCarrier
{
    public ErrorCode Failure => ErrorCode.WebhookError;

    public string Noun => "webhook";

    public TriggerKinds Of(App app, string className) => app.Webhooks.Of(className);

    public bool HasFunction(App app, string name) => app.Webhooks.FindFunction(name) is not null;

    public bool HasJob(App app, string name) => false;

    public IEnumerable<string> Functions(App app) => app.Webhooks.Functions.Select(hook => hook.FunctionName!);

    public IEnumerable<string> Jobs(App app) => [];

    public void WriteParameters(Utf8JsonWriter json, string parameters) => HookParameters.Write(json, parameters);

    public async Task<CodeAnswer> CallAsync(CodeCall call, CancellationToken cancellationToken)
    {
        var hook = call.Kind == CodeKind.Function ? call.App.Webhooks.FindFunction(call.Name) : call.App.Webhooks.FindTrigger(call.ClassName!, call.Trigger);

        // The hook was there when it was asked for; an app that is loaded again meanwhile may have lost it.
        return hook is null
            ? throw new ParseException(ErrorCode.WebhookError, $"There is no {call.Source}.")
            : new CodeAnswer(await client.CallAsync(call.App, hook, call.Body, call.Origin.Depth, call.Transaction, cancellationToken));
    }
}
