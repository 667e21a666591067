using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using BackendInfra.Core.CloudCode;
using Microsoft.AspNetCore.StaticFiles;

namespace BackendInfra.Server.CloudCode.Web;

/// <summary>Finds files in the folder <c>public</c> of a release. No hidden ones, and none outside: a release has no links.</summary>
internal sealed class PublicFiles
{
    private const string Folder = "public", Page = "index.html", WellKnown = ".well-known";

    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <summary>Computed once for each file of a release, and gone with it.</summary>
    private readonly ConditionalWeakTable<CloudRelease, ConcurrentDictionary<string, string>> _tags = [];

    /// <summary>The file at a path; null when there is none.</summary>
    /// <param name="folder">The release's.</param>
    public PublicFile? Find(CloudRelease release, string folder, PathString path)
    {
        var parts = path.Value!.Split('/')[1..];
        var isFolder = parts[^1].Length == 0;
        if (isFolder)
            parts = parts[..^1];
        if (!parts.All(IsVisible))
            return null;

        var place = Path.Combine([folder, Folder, .. parts]);
        if (isFolder)
            place = Path.Combine(place, Page);
        else if (File.Exists(Path.Combine(place, Page)))
            return new PublicFile(place, "", "", IsFolder: true);
        return File.Exists(place) ? new PublicFile(place, TypeOf(place), TagOf(release, place)) : null;
    }

    private static bool IsVisible(string part) =>
        part.Length > 0 && (part[0] != '.' || part == WellKnown) && !part.Any(c => char.IsControl(c) || c is '\\' or ':');

    private static string TypeOf(string path)
    {
        if (!Types.TryGetContentType(path, out var type))
            return "application/octet-stream";
        return type.StartsWith("text/", StringComparison.Ordinal) || type is "application/json" or "application/javascript" or "image/svg+xml" ? $"{type}; charset=utf-8" : type;
    }

    private string TagOf(CloudRelease release, string path) => _tags.GetOrCreateValue(release).GetOrAdd(path, static at =>
    {
        using var content = File.OpenRead(at);
        return $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"";
    });
}
