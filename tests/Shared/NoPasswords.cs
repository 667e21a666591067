using BackendInfra.Core.Users;

namespace BackendInfra.Tests.Shared;

/// <summary>For tests below the server, which hashes: writing a password fails them.</summary>
public sealed class NoPasswords : IPasswordHasher
{
    public static PasswordChanges Changes { get; } = new(null!, new NoPasswords(), TimeProvider.System);

    public Task<string> HashAsync(string password, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PasswordCheck> VerifyAsync(string password, string? hash, CancellationToken cancellationToken) => throw new NotSupportedException();
}
