using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Logs;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Webhooks;

namespace BackendInfra.Server.Dispatch;

/// <summary>Triggers that take JSON and give JSON, wherever their code is. Where several carriers have a trigger, the first one's runs.</summary>
internal sealed class CodeTriggers(IEnumerable<ICodeCarrier> carriers, CodeBodies bodies, HookTransactions transactions, IAppLog appLog, TimeProvider time, ILogger<CodeTriggers> log) : ITriggerDispatcher
{
    private readonly ICodeCarrier[] _carriers = [.. carriers];

    public TriggerKinds Of(App app, string className)
    {
        var kinds = TriggerKinds.None;
        foreach (var carrier in _carriers)
            kinds |= carrier.Of(app, className);
        return kinds;
    }

    public async Task<SaveAnswer> BeforeSaveAsync(ObjectTriggerCall call, CancellationToken cancellationToken)
    {
        var carrier = Carrier(call);
        var answer = await RunAsync(carrier, call, cancellationToken);
        var saved = SaveAnswerReader.Read(answer.Value, why => Malformed(carrier, why));
        return answer.Context is { } context ? saved with { Context = context.GetRawText() } : saved;
    }

    public Task BeforeAsync(ObjectTriggerCall call, CancellationToken cancellationToken) => RunAsync(Carrier(call), call, cancellationToken);

    public async Task AfterAsync(ObjectTriggerCall call)
    {
        try
        {
            await RunAsync(Carrier(call), call, CancellationToken.None);
        }
        catch (Exception exception)
        {
            log.LogWarning(exception, "{Trigger} of {Class} in app {App} failed.", TriggerNames.Of(call.Kind), call.ClassName, call.App.Name);
            var told = exception is ParseException refusal ? $"{(int)refusal.Code}: {refusal.Message}" : "It failed.";
            appLog.Write(call.App, new AppLogEntry(time.GetUtcNow(), AppLogLevel.Error, $"{TriggerNames.Of(call.Kind)} {call.ClassName}", told) { RequestId = call.Origin.RequestId });
        }
    }

    public async Task<JsonElement?> BeforeFindAsync(FindTriggerCall call, CancellationToken cancellationToken)
    {
        var carrier = Carrier(call);
        return (await CallAsync(carrier, call, json => WriteQuery(json, call), cancellationToken)).Value switch
        {
            null or { ValueKind: JsonValueKind.True } => null,
            { ValueKind: JsonValueKind.Object } query => query,
            _ => throw Malformed(carrier, "beforeFind gives an object of query parameters."),
        };
    }

    public async Task<JsonElement?> AfterFindAsync(FindTriggerCall call, ReadOnlyMemory<byte> objects, CancellationToken cancellationToken)
    {
        var carrier = Carrier(call);
        var answer = await CallAsync(
            carrier,
            call,
            json =>
            {
                WriteQuery(json, call);
                json.WritePropertyName("objects");
                json.WriteRawValue(objects.Span, skipInputValidation: true);
            },
            cancellationToken);
        return answer.Value switch
        {
            null or { ValueKind: JsonValueKind.True } => null,
            { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object) => list,
            _ => throw Malformed(carrier, "afterFind gives an array of objects."),
        };
    }

    private Task<CodeAnswer> RunAsync(ICodeCarrier carrier, ObjectTriggerCall call, CancellationToken cancellationToken) => CallAsync(
        carrier,
        call,
        json =>
        {
            HookPayload.WriteObject(json, "object", call.Object, call.Origin.FilesUrl);
            if (call.Original is { } original)
                HookPayload.WriteObject(json, "original", original, call.Origin.FilesUrl);
        },
        cancellationToken);

    private async Task<CodeAnswer> CallAsync(ICodeCarrier carrier, TriggerCall call, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        var name = TriggerNames.Of(call.Kind);
        var body = await bodies.MakeAsync(
            call.App,
            call.Principal,
            call.Principal.IsUnrestricted,
            call.Origin,
            call.Transaction,
            json =>
            {
                json.WriteString("triggerName", name);
                json.WriteString("className", call.ClassName);
                write(json);
            },
            cancellationToken);
        await using var shared = transactions.Open(call.App, call.Transaction);
        return await carrier.CallAsync(
            new CodeCall(call.App, CodeKind.Trigger, name, body, call.Origin) { ClassName = call.ClassName, Trigger = call.Kind, Transaction = shared?.Token }, cancellationToken);
    }

    /// <exception cref="ParseException">141: it was there when it was asked for, but the app that is loaded again meanwhile has lost it.</exception>
    private ICodeCarrier Carrier(TriggerCall call) =>
        Array.Find(_carriers, carrier => (carrier.Of(call.App, call.ClassName) & call.Kind) != 0)
        ?? throw new ParseException(ErrorCode.ScriptFailed, $"There is no {TriggerNames.Of(call.Kind)} of {call.ClassName}.");

    private static ParseException Malformed(ICodeCarrier carrier, string why) => new(carrier.Failure, $"The {carrier.Noun}'s answer is malformed: {why}");

    private static void WriteQuery(Utf8JsonWriter json, FindTriggerCall call)
    {
        json.WriteBoolean("isGet", call.IsGet);
        json.WriteBoolean("count", call.Counts);
        json.WritePropertyName("query");
        json.WriteRawValue(call.Query, skipInputValidation: true);
    }
}
