using System.Text;
using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Schema;

/// <summary>What a class or a field may be called (rule 2 of the security rules), checked before anything else looks at a name.</summary>
public static class Names
{
    /// <summary>PostgreSQL's limit for identifiers, in bytes of UTF-8; names are ASCII, so also characters.</summary>
    public const int MaxBytes = 63;

    public const string ObjectId = "objectId";
    public const string CreatedAt = "createdAt";
    public const string UpdatedAt = "updatedAt";
    public const string Acl = "ACL";

    private static readonly HashSet<string> SystemClasses =
    [
        "_User", "_Role", "_Session", "_Installation", "_Product", "_PushStatus", "_JobStatus", "_JobSchedule",
        "_Hooks", "_GlobalConfig", "_GraphQLConfig", "_Audience", "_Idempotency",
    ];

    /// <summary>Names that would act on JavaScript objects, or that Parse clients reserve.</summary>
    private static readonly HashSet<string> ReservedFields = ["length", "className", "id"];

    public static bool IsIdentifier(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxBytes || !char.IsAsciiLetter(name[0]))
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                return false;
        }

        return true;
    }

    public static bool IsSystemClass(string name) => SystemClasses.Contains(name);

    public static bool IsClass(string? name) => IsIdentifier(name) || (name is not null && IsSystemClass(name));

    public static bool IsSystemField(string name) => name is ObjectId or CreatedAt or UpdatedAt or Acl;

    /// <summary>Keys that no object may hold at any depth (Parse's <c>requestKeywordDenylist</c>).</summary>
    public static bool IsDenied(string name) => name is "__proto__" or "constructor" or "prototype" or "_bsontype";

    /// <exception cref="ParseException">103.</exception>
    public static string RequireClass(string name) => IsClass(name) ? name : throw Refusals.InvalidClassName(Values.Excerpt.Of(name));

    /// <exception cref="ParseException">105.</exception>
    public static string RequireField(string name) =>
        IsIdentifier(name) && !ReservedFields.Contains(name) && !IsDenied(name) ? name : throw Refusals.InvalidKeyName(Values.Excerpt.Of(name));

    /// <summary>The identifier itself when PostgreSQL can hold it, else its beginning and a hash of the whole.</summary>
    /// <remarks>Deterministic, so two logical names never share a physical one but for a collision of 64 bits of SHA-256.</remarks>
    public static string Physical(string logical)
    {
        if (Encoding.UTF8.GetByteCount(logical) <= MaxBytes)
            return logical;
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(logical)).AsSpan(0, 8));
        return $"{logical[..(MaxBytes - 17)]}_{hash}";
    }
}
