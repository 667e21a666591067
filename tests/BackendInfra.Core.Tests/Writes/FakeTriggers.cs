using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Core.Tests.Writes;

/// <summary>Triggers that note their calls and answer as they are told.</summary>
internal sealed class FakeTriggers(TriggerKinds kinds) : ITriggerDispatcher
{
    public List<ObjectTriggerCall> Calls { get; } = [];

    /// <summary>What a <c>beforeSave</c> answers.</summary>
    public SaveAnswer Answer { get; set; } = SaveAnswer.Nothing;

    /// <summary>What a before-trigger throws.</summary>
    public Exception? Failure { get; set; }

    public TriggerKinds Of(App app, string className) => className == "C" ? kinds : TriggerKinds.None;

    public Task<SaveAnswer> BeforeSaveAsync(ObjectTriggerCall call, CancellationToken cancellationToken)
    {
        Calls.Add(call);
        return Failure is null ? Task.FromResult(Answer) : Task.FromException<SaveAnswer>(Failure);
    }

    public Task BeforeAsync(ObjectTriggerCall call, CancellationToken cancellationToken) => BeforeSaveAsync(call, cancellationToken);

    public Task AfterAsync(ObjectTriggerCall call)
    {
        Calls.Add(call);
        return Task.CompletedTask;
    }

    public Task<JsonElement?> BeforeFindAsync(FindTriggerCall call, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<JsonElement?> AfterFindAsync(FindTriggerCall call, ReadOnlyMemory<byte> objects, CancellationToken cancellationToken) => throw new NotSupportedException();
}
