using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Users;
using NSec.Cryptography;

namespace BackendInfra.Server.Users;

/// <summary>
/// Argon2id with OWASP's parameters, in the PHC string format. Hashes of Parse Server (bcrypt) are verified, too, so that
/// the users of an app that moves here keep their passwords.
/// </summary>
internal sealed class PasswordHasher : IPasswordHasher, IDisposable
{
    private const int SaltSize = 16, HashSize = 32;
    private const string Head = "$argon2id$v=19$m=19456,t=2,p=1$";

    private static readonly PasswordBasedKeyDerivationAlgorithm Argon2id =
        PasswordBasedKeyDerivationAlgorithm.Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = 19_456, NumberOfPasses = 2 });

    /// <summary>What the password of an unknown user is compared with, so that the time says nothing.</summary>
    private readonly string _dummy = Compute(Guid.NewGuid().ToString());

    /// <summary>One hash takes a core for some 20 ms and 19 MB: a wave of log-ins must not take all of them.</summary>
    private readonly SemaphoreSlim _gate = new(Math.Max(1, Environment.ProcessorCount));

    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        RunAsync(() => Compute(password), cancellationToken);

    public Task<PasswordCheck> VerifyAsync(string password, string? hash, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            var check = Verify(password, hash ?? _dummy);
            return hash is null ? PasswordCheck.Wrong : check;
        },
        cancellationToken);

    public void Dispose() => _gate.Dispose();

    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static string Compute(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        return $"{Head}{Text(salt)}${Text(Derive(password, salt))}";
    }

    private static PasswordCheck Verify(string password, string hash)
    {
        if (hash.StartsWith("$2", StringComparison.Ordinal))
            return VerifyBcrypt(password, hash) ? PasswordCheck.RightButOutdated : PasswordCheck.Wrong;
        if (!hash.StartsWith(Head, StringComparison.Ordinal) || hash[Head.Length..].Split('$') is not [var salt, var expected])
            return PasswordCheck.Wrong;
        return CryptographicOperations.FixedTimeEquals(Derive(password, Bytes(salt)), Bytes(expected)) ? PasswordCheck.Right : PasswordCheck.Wrong;
    }

    private static bool VerifyBcrypt(string password, string hash)
    {
        try
        {
            return BCrypt.Net.BCrypt.Verify(password, hash);
        }
        catch (BCrypt.Net.SaltParseException)
        {
            return false;
        }
    }

    private static byte[] Derive(string password, byte[] salt) => Argon2id.DeriveBytes(Encoding.UTF8.GetBytes(password), salt, HashSize);

    /// <summary>Base64 without padding, as the format wants it.</summary>
    private static string Text(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[] Bytes(string text) => Convert.FromBase64String(text + new string('=', (4 - (text.Length % 4)) % 4));
}
