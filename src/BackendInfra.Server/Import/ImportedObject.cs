using BackendInfra.Core.Classes;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Import;

/// <summary>One object of a file, its values not yet checked against fields.</summary>
internal sealed class ImportedObject
{
    public string? ObjectId { get; set; }

    public DateTimeOffset? CreatedAt { get; set; }

    public DateTimeOffset? UpdatedAt { get; set; }

    public Acl? Acl { get; set; }

    /// <summary>Everything else by field; unset fields are not in it.</summary>
    public Dictionary<string, ParseValue> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>What goes into internal columns of a system class.</summary>
    public List<InternalValue> Internal { get; } = [];
}
