using System.Collections.Immutable;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Writes;

/// <summary>A write that <see cref="AccessGate"/> has passed and the pipeline has validated: the only kind that can be executed.</summary>
public sealed class AuthorizedWrite
{
    internal AuthorizedWrite(WritePlan plan, ClassSchema schema, Principal principal, RowAccess access)
    {
        Plan = plan;
        Class = schema;
        Principal = principal;
        Access = access;
    }

    public WritePlan Plan { get; }

    public ClassSchema Class { get; }

    public Principal Principal { get; }

    /// <summary>Which rows an update or a delete may touch.</summary>
    public RowAccess Access { get; }

    /// <summary>Which of those, by pointer permissions.</summary>
    public Filter Writable { get; init; } = Filter.All;

    /// <summary>Which of those that he may read as well: only to tell why the write did not reach its object.</summary>
    public RowAccess Readable { get; init; } = RowAccess.All;

    /// <summary>The write's instant, in whole milliseconds: both dates of a create, the updatedAt of an update.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Fields whose new value is not known before the statement has run: it returns them.</summary>
    public ImmutableArray<FieldDefinition> Returning { get; init; } = [];
}
