using System.Text;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>Names of files in a release: relative, without tricks, and the same file on every operating system.</summary>
internal static class BundlePath
{
    private const int MaxLength = 512, MaxPartLength = 200, MaxParts = 32;

    /// <summary>Folders and files that are not part of a release: installed here, this server's own, of a version control, or of an operating system.</summary>
    private static readonly string[] Ignored = ["node_modules", ".backendinfra", ".git", ".svn", ".hg", "__MACOSX", ".DS_Store", "Thumbs.db"];

    /// <summary>Names of files that hold secrets of their author's machine; <c>.npmrc</c> also would tell our npm what to do.</summary>
    private static readonly string[] Secret = [".env", ".npmrc", ".netrc", ".ssh", ".aws", "id_rsa", "id_ecdsa", "id_ed25519"];

    /// <summary>A name as an archive or a client gives it.</summary>
    /// <exception cref="ParseException">122 for what is no name of a file below the release's folder.</exception>
    public static string Require(string name)
    {
        // As tar writes names below the current folder.
        var path = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        var parts = path.Split('/');
        return path.Length <= MaxLength && parts.Length <= MaxParts && parts.All(IsPart)
            ? path
            : throw new ParseException(ErrorCode.InvalidFileName, $"A release cannot hold a file called {Excerpt.Of(name)}: names are relative, with / between their parts.");
    }

    /// <summary>The part of a path for which it is left out; null for what belongs to the release.</summary>
    public static string? IgnoredPart(string path) =>
        path.Split('/') is var parts && Array.FindIndex(parts, part => Ignored.Contains(part, StringComparer.OrdinalIgnoreCase)) is >= 0 and var index
            ? string.Join('/', parts.Take(index + 1))
            : path is ".npmrc" ? path : null;

    /// <summary>Whether a file or folder may hold secrets.</summary>
    public static bool IsSecret(string name) =>
        Secret.Contains(name, StringComparer.OrdinalIgnoreCase)
        || (name.StartsWith(".env.", StringComparison.OrdinalIgnoreCase) && !name.EndsWith(".example", StringComparison.OrdinalIgnoreCase));

    private static bool IsPart(string part) =>
        part.Length > 0 && part is not ("." or "..") && Encoding.UTF8.GetByteCount(part) <= MaxPartLength
        && part[^1] is not ('.' or ' ') && !part.Any(c => char.IsControl(c) || c is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|');
}
