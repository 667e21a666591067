using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Documents;

/// <summary>Ids of persisted documents, as the appendix of the GraphQL-over-HTTP draft writes them.</summary>
public static class DocumentIds
{
    /// <summary>Stands before a hash: <c>sha256:</c> and 64 small hexadecimal digits.</summary>
    public const string HashPrefix = "sha256:";

    /// <summary>For prefixes that the draft leaves to everybody.</summary>
    private const string OwnPrefix = "x-";

    private const int MaxLength = 128, HashLength = 64;

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static bool IsHash(string text) => text.Length == HashLength && text.All(c => char.IsAsciiHexDigitLower(c));

    /// <summary>Whether a text can be an id at all.</summary>
    public static bool IsValid(string id)
    {
        if (id.Length is 0 or > MaxLength || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or ':'))
            return false;
        return id.IndexOf(':', StringComparison.Ordinal) switch
        {
            < 0 => true,
            0 => false,
            var colon => id.Length > colon + 1 && (id.StartsWith(OwnPrefix, StringComparison.Ordinal) || (id.StartsWith(HashPrefix, StringComparison.Ordinal) && IsHash(id[(colon + 1)..]))),
        };
    }

    /// <summary>Checks the id under which a text is to be registered.</summary>
    /// <exception cref="ParseException">105 no id, or the hash of another text.</exception>
    public static void Require(string id, string hash)
    {
        if (!IsValid(id))
            throw new ParseException(ErrorCode.InvalidKeyName, $"{Excerpt.Of(id)} cannot be the id of a document. Use letters, digits and - . _ ~ only, or sha256: and the text's hash.");
        if (id.StartsWith(HashPrefix, StringComparison.Ordinal) && id[HashPrefix.Length..] != hash)
            throw new ParseException(ErrorCode.InvalidKeyName, $"{id} is not the hash of its document, which is {HashPrefix}{hash}.");
    }
}
