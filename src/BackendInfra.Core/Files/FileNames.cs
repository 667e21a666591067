using System.Buffers;
using System.Security.Cryptography;
using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Files;

/// <summary>What files may be called (rule 21), and the names under which they are stored.</summary>
public static class FileNames
{
    public const int MaxLength = 128;

    /// <summary>32 random hex digits and an underscore stand before the client's name.</summary>
    private const int PrefixLength = 33;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a client may give this name: letters, digits and <c>_ - @ ~ .</c> and spaces, the first one a letter, a digit or an underscore, the last one no dot or space.</summary>
    public static bool IsUploadName(string name) => name.Length <= MaxLength && IsSafe(name);

    /// <summary>Whether a file of this server, or one that moved here from a Parse Server, may have this name.</summary>
    public static bool IsStoredName(string name) => name.Length <= MaxLength + PrefixLength && IsSafe(name);

    /// <exception cref="ParseException">122.</exception>
    public static string RequireUploadName(string name)
    {
        if (name.Length == 0)
            throw new ParseException(ErrorCode.InvalidFileName, "Filename not provided.");
        if (name.Length > MaxLength)
            throw new ParseException(ErrorCode.InvalidFileName, "Filename too long.");
        return IsUploadName(name) ? name : throw new ParseException(ErrorCode.InvalidFileName, "Filename contains invalid characters.");
    }

    /// <summary>A name that nobody can guess, and no other file has.</summary>
    public static string NewStoredName(string name) => $"{RandomNumberGenerator.GetHexString(32, lowercase: true)}_{name}";

    /// <summary>The name that the client gave, out of the stored one.</summary>
    public static string ClientName(string storedName) =>
        storedName.Length > PrefixLength && storedName[PrefixLength - 1] == '_' && IsHex(storedName.AsSpan(0, PrefixLength - 1)) ? storedName[PrefixLength..] : storedName;

    /// <summary>The part behind the last dot, in small letters; empty when there is none.</summary>
    public static string Extension(string name) =>
        name.LastIndexOf('.') is > 0 and var dot ? name[(dot + 1)..].Trim().ToLowerInvariant() : "";

    private static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Hex);

    private static bool IsSafe(string name)
    {
        // A dot or a space at the end would hide the extension.
        if (name.Length == 0 || !(char.IsAsciiLetterOrDigit(name[0]) || name[0] == '_') || name[^1] is '.' or ' ')
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '@' or '~' or '.' or ' '))
                return false;
        }

        return true;
    }
}
