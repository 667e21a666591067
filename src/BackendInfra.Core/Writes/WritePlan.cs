using System.Collections.Immutable;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Users;

namespace BackendInfra.Core.Writes;

/// <summary>What a caller wants to write: made by every front end, run by <see cref="WritePipeline"/>.</summary>
/// <param name="ClassName">Checked by the pipeline; need not exist yet.</param>
/// <param name="ObjectId">Null for a create that gets an id of the server's.</param>
public sealed record WritePlan(WriteKind Kind, string ClassName, string? ObjectId = null)
{
    /// <summary>The permission that the write needs.</summary>
    public ClassOperation Operation => Kind switch
    {
        WriteKind.Create => ClassOperation.Create,
        WriteKind.Update => ClassOperation.Update,
        _ => ClassOperation.Delete,
    };

    public ImmutableArray<FieldChange> Changes { get; init; } = [];

    /// <summary>The object's new ACL; null leaves it as it is.</summary>
    public Acl? Acl { get; init; }

    /// <summary>Internal columns of system classes; only the server's own code sets them.</summary>
    public ImmutableArray<InternalValue> Internal { get; init; } = [];

    /// <summary>A token that the write needs and uses up; null for none.</summary>
    public TokenCondition? Condition { get; init; }

    /// <summary>The objects of an update or a delete of many, which has no <see cref="ObjectId"/>.</summary>
    public WriteTargets? Targets { get; init; }

    /// <summary>The <c>updatedAt</c> that the object must still have (optimistic locking); null for any.</summary>
    public DateTimeOffset? IfUpdatedAt { get; init; }

    /// <summary>Of an update or a delete: what the object must be a member of; null for nothing.</summary>
    public RelationMembership? MemberOf { get; init; }

    /// <summary>Sessions that end with this write.</summary>
    public SessionRevocation? Revokes { get; init; }

    /// <summary>Identities at other services that a user gets and loses; confirmed by now. Only the server's own code sets it.</summary>
    public AuthLinks? AuthData { get; init; }

    /// <summary>Whether the ACL is taken away, so that the object is open to everybody.</summary>
    public bool ClearsAcl { get; init; }

    /// <summary>What is told of the written object; null for its id and dates alone.</summary>
    public WriteAnswer? Answer { get; init; }

    /// <summary>The request behind it, for triggers.</summary>
    public RequestOrigin Origin { get; init; } = RequestOrigin.None;
}
