using System.Collections.Immutable;
using BackendInfra.Core.Queries;

namespace BackendInfra.Core.Writes;

/// <summary>The objects of an update or a delete of many: named by their ids, or by a condition until they are locked.</summary>
/// <param name="Ids">Empty with a condition.</param>
public sealed record WriteTargets(ImmutableArray<string> Ids)
{
    /// <summary>A find that the caller may make: he can only write in this way what he can find.</summary>
    public AuthorizedRead? Where { get; private init; }

    /// <summary>What the condition is run with.</summary>
    public ReadContext? Context { get; private init; }

    /// <summary>How many objects may be locked at most; one more tells that there are too many.</summary>
    public int Limit { get; private init; }

    public static WriteTargets Matching(AuthorizedRead where, ReadContext context, int limit) => new([]) { Where = where, Context = context, Limit = limit };
}
