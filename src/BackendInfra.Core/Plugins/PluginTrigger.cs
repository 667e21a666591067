using System.Text.Json;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Core.Plugins;

/// <summary>A trigger that a plugin handles: one of the handlers is set, as its kind asks.</summary>
public sealed record PluginTrigger(string ClassName, TriggerKinds Kind)
{
    public Func<ObjectTriggerCall, CancellationToken, Task<SaveAnswer>>? Save { get; init; }

    public Func<ObjectTriggerCall, CancellationToken, Task>? Run { get; init; }

    public Func<FindTriggerCall, CancellationToken, Task<JsonElement?>>? BeforeFind { get; init; }

    public Func<FindTriggerCall, ReadOnlyMemory<byte>, CancellationToken, Task<JsonElement?>>? AfterFind { get; init; }
}
