namespace BackendInfra.Core.Users;

/// <summary>A user and the identity by which he was found.</summary>
/// <param name="IsLocked">Whether his ACL is empty, so that he cannot log in.</param>
public sealed record LinkedUser(string Provider, string ObjectId, bool IsLocked);
