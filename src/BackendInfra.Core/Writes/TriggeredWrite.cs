using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Core.Writes;

/// <summary>A write whose before-trigger, if there is one, has run. Made by <see cref="WritePipeline"/> alone, so that none is got around.</summary>
public sealed record TriggeredWrite
{
    internal TriggeredWrite(WritePlan plan, TriggerKinds kinds = TriggerKinds.None)
    {
        Plan = plan;
        Kinds = kinds;
    }

    /// <summary>With what the trigger changed.</summary>
    public WritePlan Plan { get; internal init; }

    /// <summary>The class's triggers that this write concerns.</summary>
    internal TriggerKinds Kinds { get; }

    /// <summary>The object before an update or a delete; null for a create, and where no trigger needed it.</summary>
    internal ObjectState? Original { get; init; }

    /// <summary>The fields that the trigger has set.</summary>
    internal ImmutableHashSet<string> Changed { get; init; } = [];

    /// <summary>The fields that the trigger has unset.</summary>
    internal ImmutableHashSet<string> Unset { get; init; } = [];

    internal bool HasAfter => (Kinds & (TriggerKinds.AfterSave | TriggerKinds.AfterDelete)) != 0;
}
