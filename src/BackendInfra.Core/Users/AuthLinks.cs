using System.Collections.Immutable;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Users;

/// <summary>Identities at other services that a write gives a user, confirmed by those services, and those that it takes away.</summary>
/// <param name="Linked">Ids by the names of their providers.</param>
public sealed record AuthLinks(ImmutableSortedDictionary<string, string> Linked, ImmutableSortedSet<string> Unlinked)
{
    public static readonly AuthLinks None = new(
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal));

    /// <summary>What somebody who logs in sent to prove his second factor; no part of a new user.</summary>
    public ParseValue? MfaClaim { get; init; }

    /// <summary>What becomes of the second factor; null leaves it as it is.</summary>
    public MfaChange? Mfa { get; init; }

    /// <summary>The providers' names, as sessions record them.</summary>
    public string Providers => string.Join(',', Linked.Keys);
}
