using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Plugins;

namespace BackendInfra.Server.Dispatch;

/// <summary>All triggers of apps: code elsewhere before plugins, where both have one.</summary>
internal sealed class AppTriggers(CodeTriggers code, PluginTriggers plugins) : ITriggerDispatcher
{
    public TriggerKinds Of(App app, string className) => code.Of(app, className) | plugins.Of(app, className);

    public Task<SaveAnswer> BeforeSaveAsync(ObjectTriggerCall call, CancellationToken cancellationToken) => For(call).BeforeSaveAsync(call, cancellationToken);

    public Task BeforeAsync(ObjectTriggerCall call, CancellationToken cancellationToken) => For(call).BeforeAsync(call, cancellationToken);

    public Task AfterAsync(ObjectTriggerCall call) => For(call).AfterAsync(call);

    public Task<JsonElement?> BeforeFindAsync(FindTriggerCall call, CancellationToken cancellationToken) => For(call).BeforeFindAsync(call, cancellationToken);

    public Task<JsonElement?> AfterFindAsync(FindTriggerCall call, ReadOnlyMemory<byte> objects, CancellationToken cancellationToken) => For(call).AfterFindAsync(call, objects, cancellationToken);

    private ITriggerDispatcher For(TriggerCall call) => (plugins.Of(call.App, call.ClassName) & ~code.Of(call.App, call.ClassName) & call.Kind) != 0 ? plugins : code;
}
