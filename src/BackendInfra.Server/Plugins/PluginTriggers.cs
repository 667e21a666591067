using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Plugins;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Server.Plugins;

/// <summary>Triggers that plugins handle.</summary>
internal sealed class PluginTriggers(CloudPlugins plugins, ILogger<PluginTriggers> log) : ITriggerDispatcher
{
    public TriggerKinds Of(App app, string className) => plugins.KindsOf(app, className);

    public Task<SaveAnswer> BeforeSaveAsync(ObjectTriggerCall call, CancellationToken cancellationToken) => GuardAsync(() => Find(call).Save!(call, cancellationToken));

    public Task BeforeAsync(ObjectTriggerCall call, CancellationToken cancellationToken) => GuardAsync(() => RunAsync(call, cancellationToken));

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

    public Task<JsonElement?> BeforeFindAsync(FindTriggerCall call, CancellationToken cancellationToken) => GuardAsync(() => Find(call).BeforeFind!(call, cancellationToken));

    public Task<JsonElement?> AfterFindAsync(FindTriggerCall call, ReadOnlyMemory<byte> objects, CancellationToken cancellationToken) =>
        GuardAsync(() => Find(call).AfterFind!(call, objects, cancellationToken));

    /// <summary>Runs a plugin's code: what it throws that is no refusal is a failure of its own, as a script's is.</summary>
    /// <exception cref="ParseException">Its refusal; 141 for anything else that it throws.</exception>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception exception) when (exception is not (ParseException or OperationCanceledException))
        {
            throw new ParseException(ErrorCode.ScriptFailed, "Script failed. Unknown error.", exception);
        }
    }

    private PluginTrigger Find(TriggerCall call) => plugins.FindTrigger(call)!;

    private async Task<object?> RunAsync(ObjectTriggerCall call, CancellationToken cancellationToken)
    {
        await Find(call).Run!(call, cancellationToken);
        return null;
    }
}
