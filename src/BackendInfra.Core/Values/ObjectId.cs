using System.Security.Cryptography;
using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Values;

/// <summary>Object ids: generated ones are 10 characters of <c>[A-Za-z0-9]</c>, as Parse makes them.</summary>
public static class ObjectId
{
    public const int MaxLength = 120;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static string New(int size = 10) => RandomNumberGenerator.GetString(Alphabet, size);

    /// <summary>Whether a text can be an id, also of imported or custom objects (UUIDs, Mongo ids). Nothing that needs JSON escaping can.</summary>
    public static bool IsValid(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
            return false;

        // A user with such an id would have what ACLs grant to the role.
        if (text.StartsWith(Permissions.Acl.RolePrefix, StringComparison.Ordinal))
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or ':' or '@' or '+' or '='))
                return false;
        }

        return true;
    }

    /// <exception cref="ParseException">104 when the text cannot be an id.</exception>
    public static string Require(string? text) =>
        IsValid(text) ? text! : throw new ParseException(ErrorCode.MissingObjectId, $"Invalid objectId: {Excerpt.Of(text ?? "")}");
}
