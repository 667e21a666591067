using System.Collections.Immutable;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>What a field of a mutation has written.</summary>
/// <param name="ObjectId">Of a write of many, that of the first object, or nothing.</param>
/// <param name="IsNew">Of an upsert, whether it has made the object.</param>
internal readonly record struct FieldOutcome(string ObjectId, bool IsNew = false)
{
    /// <summary>The objects of a write of many; default for a write of one.</summary>
    public ImmutableArray<string> ObjectIds { get; private init; }

    public int Count => ObjectIds.IsDefault ? 1 : ObjectIds.Length;

    public static FieldOutcome Of(ImmutableArray<string> objectIds) => new(objectIds.IsEmpty ? "" : objectIds[0]) { ObjectIds = objectIds };
}
