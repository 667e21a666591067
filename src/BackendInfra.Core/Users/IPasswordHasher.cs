namespace BackendInfra.Core.Users;

/// <summary>Turns passwords into what may be stored, and compares. Slow on purpose, so few run at a time.</summary>
public interface IPasswordHasher
{
    Task<string> HashAsync(string password, CancellationToken cancellationToken);

    /// <param name="hash">Null for a user who does not exist or has no password; it costs the same time, and is never right.</param>
    Task<PasswordCheck> VerifyAsync(string password, string? hash, CancellationToken cancellationToken);
}
