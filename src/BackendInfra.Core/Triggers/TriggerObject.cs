using System.Collections.Immutable;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Triggers;

/// <summary>A whole object as a trigger sees it.</summary>
/// <param name="ObjectId">Null before a new object is stored, as are the dates.</param>
public sealed record TriggerObject(string ClassName, string? ObjectId, ImmutableDictionary<string, ParseValue> Values)
{
    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public Acl? Acl { get; init; }

    public static TriggerObject Of(string className, ObjectState state) => new(className, state.ObjectId, state.Values.ToImmutableDictionary())
    {
        CreatedAt = state.CreatedAt,
        UpdatedAt = state.UpdatedAt,
        Acl = state.Acl,
    };
}
