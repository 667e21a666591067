using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Server.Plugins;
using BackendInfra.Server.Webhooks;

namespace BackendInfra.Server.Dispatch;

/// <summary>All functions of apps. Where several have one of a name: a webhook's, then Cloud Code's, then a plugin's.</summary>
internal sealed class AppFunctions(IEnumerable<ICodeCarrier> carriers, CloudPlugins plugins, CodeBodies bodies, HookTransactions transactions) : IFunctionDispatcher
{
    private readonly ICodeCarrier[] _carriers = [.. carriers];

    public IEnumerable<string> Names(App app) =>
        _carriers.SelectMany(carrier => carrier.Functions(app)).Concat(plugins.Functions(app)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    public async Task<JsonElement?> RunAsync(FunctionCall call, CancellationToken cancellationToken)
    {
        var carrier = Array.Find(_carriers, carrier => carrier.HasFunction(call.App, call.Name));
        var plugin = carrier is null ? plugins.FindFunction(call.App, call.Name) : null;
        if (carrier is null && plugin is null)
            throw new ParseException(ErrorCode.ScriptFailed, $"Invalid function: \"{Excerpt.Of(call.Name)}\"");
        if (call.Origin.Depth >= RequestOrigin.MaxDepth)
            throw new ParseException(ErrorCode.ScriptFailed, $"Functions call each other more than {RequestOrigin.MaxDepth} levels deep.");
        return carrier is null ? await PluginTriggers.GuardAsync(() => plugin!(call, cancellationToken)) : await RunAsync(carrier, call, cancellationToken);
    }

    private async Task<JsonElement?> RunAsync(ICodeCarrier carrier, FunctionCall call, CancellationToken cancellationToken)
    {
        // What a function does is not ours to see, so the read-only master key is no master key to it.
        var body = await bodies.MakeAsync(
            call.App,
            call.Principal,
            call.Principal.MayWriteAnything,
            call.Origin,
            call.Transaction,
            json =>
            {
                json.WriteString("functionName", call.Name);
                json.WritePropertyName("params");
                carrier.WriteParameters(json, call.Parameters);
            },
            cancellationToken);
        await using var shared = transactions.Open(call.App, call.Transaction);
        var answer = await carrier.CallAsync(new CodeCall(call.App, CodeKind.Function, call.Name, body, call.Origin) { Transaction = shared?.Token }, cancellationToken);
        if (answer.Status is not null || answer.Headers is not null)
            call.Respond?.Invoke(answer.Status, Headers(answer.Headers));
        return answer.Value;
    }

    private static Dictionary<string, string> Headers(JsonElement? headers) =>
        headers is { } json
            ? json.EnumerateObject().Where(header => header.Value.ValueKind == JsonValueKind.String).ToDictionary(header => header.Name, header => header.Value.GetString()!, StringComparer.OrdinalIgnoreCase)
            : [];
}
