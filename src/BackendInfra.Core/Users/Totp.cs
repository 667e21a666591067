using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BackendInfra.Core.Users;

/// <summary>Time-based one-time passwords (RFC 6238) as authenticator apps make them: SHA-1, six digits, thirty seconds.</summary>
public static class Totp
{
    private const int Digits = 6;
    private const int Period = 30;
    private const int Modulus = 1_000_000;
    private const int MinSecretLength = 20, MaxSecretLength = 256;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Reads a secret in base32, whatever its case and with or without padding; null for what is none, or too short to be one.</summary>
    public static byte[]? ReadSecret(string secret)
    {
        var text = secret.TrimEnd('=').ToUpperInvariant();
        if (text.Length is < MinSecretLength or > MaxSecretLength)
            return null;
        var (bytes, buffer, bits) = (new List<byte>(text.Length * 5 / 8), 0, 0);
        foreach (var character in text)
        {
            var value = Base32.IndexOf(character, StringComparison.Ordinal);
            if (value < 0)
                return null;
            (buffer, bits) = (((buffer << 5) | value) & 0xFFF, bits + 5);
            if (bits < 8)
                continue;
            bits -= 8;
            bytes.Add((byte)(buffer >> bits));
        }

        return [.. bytes];
    }

    /// <summary>The step of time whose code this is: now, or the one before or after, for clocks differ; null when it is none of theirs.</summary>
    public static int? Step(byte[] secret, string code, DateTimeOffset now)
    {
        if (code.Length != Digits)
            return null;
        var current = (int)(now.ToUnixTimeSeconds() / Period);
        int? found = null;
        for (var step = current - 1; step <= current + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Code(secret, step)), Encoding.UTF8.GetBytes(code)))
                found = step;
        }

        return found;
    }

    /// <summary>The code of an instant.</summary>
    public static string Code(byte[] secret, DateTimeOffset at) => Code(secret, (int)(at.ToUnixTimeSeconds() / Period));

    private static string Code(byte[] secret, int step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238's default, which all authenticator apps use; HMAC does not need what SHA-1 lacks.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & int.MaxValue;
        return (number % Modulus).ToString("D6", CultureInfo.InvariantCulture);
    }
}
