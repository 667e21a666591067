using System.Collections.Immutable;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Writes;

/// <summary>What a write did.</summary>
/// <param name="Changed">Values that the caller did not send: defaults, and the results of operations such as Increment.</param>
public sealed record WriteOutcome(string ObjectId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public ImmutableArray<(FieldDefinition Field, ParseValue Value)> Changed { get; init; } = [];

    /// <summary>Whether a create has changed an object that was there: an installation that was known.</summary>
    public bool IsMerged { get; init; }

    /// <summary>Fields that the caller sent, or the object had, and a <c>beforeSave</c> unset.</summary>
    public ImmutableArray<string> Unset { get; init; } = [];
}
