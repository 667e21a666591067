namespace BackendInfra.Core.Users;

/// <summary>An attempt at a user's second factor, counted before it is judged.</summary>
/// <param name="Secret">Null while too many wrong attempts lock it.</param>
public sealed record MfaAttempt(string? Secret);
