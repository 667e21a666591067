using System.Collections.Immutable;

namespace BackendInfra.Core.Users;

/// <summary>What the rules of passwords and mails need to know of a user.</summary>
/// <param name="PasswordHash">Null for a user without a password.</param>
/// <param name="PasswordHistory">Hashes of earlier passwords, the latest first.</param>
/// <param name="PasswordChangedAt">Null for a password that was set before this was kept.</param>
public sealed record Account(
    string UserId,
    string? Username,
    string? Email,
    bool EmailVerified,
    string? PasswordHash,
    ImmutableArray<string> PasswordHistory,
    DateTimeOffset? PasswordChangedAt);
