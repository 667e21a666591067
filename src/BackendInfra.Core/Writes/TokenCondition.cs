using BackendInfra.Core.Users;

namespace BackendInfra.Core.Writes;

/// <summary>Lets an update happen only if the user holds a token that is still valid: the update itself uses it up, so of two at once one fails.</summary>
public sealed record TokenCondition(AccountToken Token, string Hash, DateTimeOffset Now);
