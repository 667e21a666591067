namespace BackendInfra.Core.Users;

/// <summary>What signing in needs to know of a user.</summary>
/// <param name="PasswordHash">Null for a user without a password.</param>
public sealed record StoredUser(string ObjectId, string? PasswordHash);
