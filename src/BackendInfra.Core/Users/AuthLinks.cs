using System.Collections.Immutable;

namespace BackendInfra.Core.Users;

/// <summary>Identities at other services that a write gives a user, confirmed by those services, and those that it takes away.</summary>
/// <param name="Linked">Ids by the names of their providers.</param>
public sealed record AuthLinks(ImmutableSortedDictionary<string, string> Linked, ImmutableSortedSet<string> Unlinked)
{
    public static readonly AuthLinks None = new(
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal));

    /// <summary>The providers' names, as sessions record them.</summary>
    public string Providers => string.Join(',', Linked.Keys);
}
