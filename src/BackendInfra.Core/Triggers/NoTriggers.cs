using System.Text.Json;
using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Triggers;

/// <summary>For hosts whose apps have no triggers.</summary>
public sealed class NoTriggers : ITriggerDispatcher
{
    public static readonly NoTriggers Instance = new();

    public TriggerKinds Of(App app, string className) => TriggerKinds.None;

    public Task<SaveAnswer> BeforeSaveAsync(ObjectTriggerCall call, CancellationToken cancellationToken) => Task.FromResult(SaveAnswer.Nothing);

    public Task BeforeAsync(ObjectTriggerCall call, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task AfterAsync(ObjectTriggerCall call) => Task.CompletedTask;

    public Task<JsonElement?> BeforeFindAsync(FindTriggerCall call, CancellationToken cancellationToken) => Task.FromResult<JsonElement?>(null);

    public Task<JsonElement?> AfterFindAsync(FindTriggerCall call, ReadOnlyMemory<byte> objects, CancellationToken cancellationToken) => Task.FromResult<JsonElement?>(null);
}
