using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Writes;

/// <summary>The key of an upsert, which <see cref="AccessGate"/> has passed: by it an object is looked for that may not be the caller's to read.</summary>
public sealed class AuthorizedKey
{
    internal AuthorizedKey(ClassSchema schema, Filter where, Principal principal, RowAccess access, Filter writable)
    {
        Class = schema;
        Where = where;
        Principal = principal;
        Access = access;
        Writable = writable;
    }

    public ClassSchema Class { get; }

    /// <summary>What no more than one object fulfils.</summary>
    public Filter Where { get; }

    public Principal Principal { get; }

    /// <summary>Which rows the caller may update.</summary>
    public RowAccess Access { get; }

    /// <summary>Which of those, by pointer permissions.</summary>
    public Filter Writable { get; }
}
