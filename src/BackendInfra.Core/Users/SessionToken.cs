using System.Security.Cryptography;
using System.Text;

namespace BackendInfra.Core.Users;

/// <summary>Session tokens: <c>r:</c> and 128 random bits in hexadecimal. Only their SHA-256 is stored.</summary>
public static class SessionToken
{
    private const string Prefix = "r:";
    private const int Bytes = 16;

    public static string New() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    public static bool IsWellFormed(string token) =>
        token.Length == Prefix.Length + (2 * Bytes) && token.StartsWith(Prefix, StringComparison.Ordinal);

    /// <remarks>A plain hash is enough for what is random: it cannot be guessed.</remarks>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
