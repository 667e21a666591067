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
        var answer = await RunAsync(call, cancellationToken);
        var saved = SaveAnswerReader.Read(answer.Value, why => Malformed(call, why));
        return answer.Context is { } context ? saved with { Context = context.GetRawText() } : saved;
    }

    public Task BeforeAsync(ObjectTriggerCall call, CancellationToken cancellationToken) => RunAsync(call, cancellationToken);

    public Task AfterAsync(ObjectTriggerCall call) => AfterAsync(CodeTriggerCall.Of(call), json => WriteObjects(json, call));

    /// <summary>Runs an after-trigger. What it is about has happened, so its failures are logged and go no further.</summary>
    /// <param name="write">Writes what it is about.</param>
    public async Task AfterAsync(CodeTriggerCall call, Action<Utf8JsonWriter> write)
    {
        try
        {
            await CallAsync(call, write, CancellationToken.None);
        }
        catch (Exception exception)
        {
            log.LogWarning(exception, "{Trigger} of {Class} in app {App} failed.", TriggerNames.Of(call.Kind), call.ClassName, call.App.Name);
            var told = exception is ParseException refusal ? $"{(int)refusal.Code}: {refusal.Message}" : "It failed.";
            appLog.Write(call.App, new AppLogEntry(time.GetUtcNow(), AppLogLevel.Error, $"{TriggerNames.Of(call.Kind)} {call.ClassName}", told) { RequestId = call.Origin.RequestId });
        }
    }

    public async Task<JsonElement?> BeforeFindAsync(FindTriggerCall call, CancellationToken cancellationToken) =>
        (await CallAsync(CodeTriggerCall.Of(call), json => WriteQuery(json, call), cancellationToken)).Value switch
        {
            null or { ValueKind: JsonValueKind.True } => null,
            { ValueKind: JsonValueKind.Object } query => query,
            _ => throw Malformed(call, "beforeFind gives an object of query parameters."),
        };

    public async Task<JsonElement?> AfterFindAsync(FindTriggerCall call, ReadOnlyMemory<byte> objects, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(
            CodeTriggerCall.Of(call),
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
            _ => throw Malformed(call, "afterFind gives an array of objects."),
        };
    }

    /// <summary>Runs a trigger, whatever it is about.</summary>
    /// <param name="write">Writes what it is about.</param>
    /// <exception cref="ParseException">The trigger refuses, or cannot run.</exception>
    public async Task<CodeAnswer> CallAsync(CodeTriggerCall call, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        if (call.Origin.Depth >= RequestOrigin.MaxDepth)
            throw new ParseException(ErrorCode.ScriptFailed, $"Triggers call each other more than {RequestOrigin.MaxDepth} levels deep.");
        var carrier = Carrier(call.App, call.ClassName, call.Kind);
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

    private Task<CodeAnswer> RunAsync(ObjectTriggerCall call, CancellationToken cancellationToken) =>
        CallAsync(CodeTriggerCall.Of(call), json => WriteObjects(json, call), cancellationToken);

    /// <exception cref="ParseException">141: it was there when it was asked for, but the app that is loaded again meanwhile has lost it.</exception>
    private ICodeCarrier Carrier(App app, string className, TriggerKinds kind) =>
        Array.Find(_carriers, carrier => (carrier.Of(app, className) & kind) != 0)
        ?? throw new ParseException(ErrorCode.ScriptFailed, $"There is no {TriggerNames.Of(kind)} of {className}.");

    private static void WriteObjects(Utf8JsonWriter json, ObjectTriggerCall call)
    {
        HookPayload.WriteObject(json, "object", call.Object, call.Origin.FilesUrl);
        if (call.Original is { } original)
            HookPayload.WriteObject(json, "original", original, call.Origin.FilesUrl);
    }

    private ParseException Malformed(TriggerCall call, string why)
    {
        var carrier = Carrier(call.App, call.ClassName, call.Kind);
        return new ParseException(carrier.Failure, $"The {carrier.Noun}'s answer is malformed: {why}");
    }

    private static void WriteQuery(Utf8JsonWriter json, FindTriggerCall call)
    {
        json.WriteBoolean("isGet", call.IsGet);
        json.WriteBoolean("count", call.Counts);
        json.WritePropertyName("query");
        json.WriteRawValue(call.Query, skipInputValidation: true);
    }
}
