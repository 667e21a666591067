using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Users;

/// <summary>
/// A kind of token that is sent by mail and used once. A token is 256 random bits and the user's id, so that it is found
/// by its row; only its SHA-256 is stored.
/// </summary>
public sealed record AccountToken(InternalColumn Hashes, InternalColumn ExpiresAt)
{
    private const int RandomLength = 43;

    public static readonly AccountToken PasswordReset = new(UserClass.ResetTokens, UserClass.ResetTokensExpireAt);
    public static readonly AccountToken EmailVerification = new(UserClass.VerifyTokens, UserClass.VerifyTokensExpireAt);

    /// <summary>What a write adds to end all tokens of the kind.</summary>
    public IEnumerable<InternalValue> Ended => [new InternalValue(Hashes, null), new InternalValue(ExpiresAt, null)];

    public static string New(string userId) => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", RandomLength) + userId;

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>The user that a token names; null for what can be no token.</summary>
    public static string? UserIdOf(string? token) =>
        token is { Length: > RandomLength } && ObjectId.IsValid(token[RandomLength..]) ? token[RandomLength..] : null;
}
