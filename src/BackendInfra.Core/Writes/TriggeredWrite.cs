using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Core.Writes;

/// <summary>A write whose before-trigger, if there is one, has run.</summary>
/// <param name="Plan">With what the trigger changed.</param>
/// <param name="Kinds">The class's triggers that this write concerns.</param>
internal sealed record TriggeredWrite(WritePlan Plan, TriggerKinds Kinds = TriggerKinds.None)
{
    /// <summary>The object before an update or a delete; null for a create, and where no trigger needed it.</summary>
    public ObjectState? Original { get; init; }

    /// <summary>The fields that the trigger has set.</summary>
    public ImmutableHashSet<string> Changed { get; init; } = [];

    /// <summary>The fields that the trigger has unset.</summary>
    public ImmutableHashSet<string> Unset { get; init; } = [];

    public bool HasAfter => (Kinds & (TriggerKinds.AfterSave | TriggerKinds.AfterDelete)) != 0;
}
