using System.Collections.Immutable;
using BackendInfra.Core.Permissions;

namespace BackendInfra.Core.Users;

/// <summary>A session and what its user is.</summary>
/// <param name="Roles">Names, inherited ones included.</param>
public sealed record StoredSession(string ObjectId, string UserId, DateTimeOffset ExpiresAt, ImmutableArray<string> Roles)
{
    /// <summary>Whether the user has no log-in but an anonymous one.</summary>
    public bool IsAnonymousUser { get; init; }

    /// <summary>What the session makes of its bearer.</summary>
    public Principal Principal { get; } = Principal.User(UserId, Roles);
}
