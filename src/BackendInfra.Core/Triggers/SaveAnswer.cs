using System.Collections.Immutable;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Triggers;

/// <summary>What a <c>beforeSave</c> wants changed. Values that the object has already change nothing.</summary>
public sealed record SaveAnswer
{
    public static readonly SaveAnswer Nothing = new();

    public ImmutableArray<FieldChange> Changes { get; init; } = [];

    /// <summary>The object's ACL; null leaves it as it is.</summary>
    public Acl? Acl { get; init; }

    public bool ClearsAcl { get; init; }

    /// <summary>The context as <c>afterSave</c> gets it, a JSON object; null leaves it as it is.</summary>
    public string? Context { get; init; }
}
