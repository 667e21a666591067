using System.Collections.Frozen;

namespace BackendInfra.Core.Files;

/// <summary>Extensions and the media types that go with them.</summary>
public static class FileTypes
{
    public const string Unknown = "application/octet-stream";

    private static readonly FrozenDictionary<string, string> ByExtension = new Dictionary<string, string>
    {
        ["jpg"] = "image/jpeg", ["jpeg"] = "image/jpeg", ["png"] = "image/png", ["gif"] = "image/gif", ["webp"] = "image/webp",
        ["avif"] = "image/avif", ["heic"] = "image/heic", ["bmp"] = "image/bmp", ["ico"] = "image/x-icon", ["tif"] = "image/tiff", ["tiff"] = "image/tiff",
        ["svg"] = "image/svg+xml",
        ["mp3"] = "audio/mpeg", ["m4a"] = "audio/mp4", ["aac"] = "audio/aac", ["ogg"] = "audio/ogg", ["oga"] = "audio/ogg", ["opus"] = "audio/opus",
        ["wav"] = "audio/wav", ["flac"] = "audio/flac", ["weba"] = "audio/webm",
        ["mp4"] = "video/mp4", ["m4v"] = "video/mp4", ["mov"] = "video/quicktime", ["webm"] = "video/webm", ["ogv"] = "video/ogg",
        ["mkv"] = "video/x-matroska", ["avi"] = "video/x-msvideo", ["3gp"] = "video/3gpp",
        ["txt"] = "text/plain; charset=utf-8", ["log"] = "text/plain; charset=utf-8", ["csv"] = "text/csv; charset=utf-8",
        ["tsv"] = "text/tab-separated-values; charset=utf-8", ["md"] = "text/markdown; charset=utf-8", ["html"] = "text/html; charset=utf-8",
        ["htm"] = "text/html; charset=utf-8", ["xhtml"] = "application/xhtml+xml", ["xml"] = "application/xml", ["js"] = "text/javascript; charset=utf-8",
        ["css"] = "text/css; charset=utf-8",
        ["pdf"] = "application/pdf", ["json"] = "application/json", ["rtf"] = "application/rtf", ["epub"] = "application/epub+zip",
        ["doc"] = "application/msword", ["xls"] = "application/vnd.ms-excel", ["ppt"] = "application/vnd.ms-powerpoint",
        ["docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ["pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ["odt"] = "application/vnd.oasis.opendocument.text", ["ods"] = "application/vnd.oasis.opendocument.spreadsheet",
        ["odp"] = "application/vnd.oasis.opendocument.presentation",
        ["zip"] = "application/zip", ["gz"] = "application/gzip", ["tar"] = "application/x-tar", ["7z"] = "application/x-7z-compressed",
        ["bin"] = Unknown, ["exe"] = "application/x-msdownload",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ByType = ByExtension
        .GroupBy(pair => Bare(pair.Value))
        .ToFrozenDictionary(group => group.Key, group => group.First().Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>Formats that are others inside: an office document is a ZIP archive, <c>.ogg</c> may hold video.</summary>
    private static readonly FrozenDictionary<string, string[]> Containers = new Dictionary<string, string[]>
    {
        ["zip"] = ["docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"],
        ["jpg"] = ["jpeg"],
        ["ogg"] = ["oga", "ogv", "opus"],
        ["webm"] = ["mkv", "weba"],
        ["mp4"] = ["m4a", "m4v", "mov", "3gp", "avif", "heic"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The media type of an extension, <see cref="Unknown"/> for one that is not known.</summary>
    public static string ContentType(string extension) => ByExtension.GetValueOrDefault(extension, Unknown);

    /// <summary>An extension of a media type, whatever its parameters; <c>bin</c> for no type, null for one that is not known.</summary>
    public static string? ExtensionOf(string? contentType) =>
        string.IsNullOrWhiteSpace(contentType) ? "bin" : ByType.GetValueOrDefault(Bare(contentType));

    /// <summary>Whether content that looks like one extension may well have the other.</summary>
    public static bool Fits(string extension, string looks) =>
        extension == looks || (Containers.TryGetValue(looks, out var inside) && inside.Contains(extension));

    /// <summary>Whether browsers may show a type in place; everything else is downloaded. SVG is a document, not an image, here.</summary>
    public static bool IsShown(string contentType) =>
        Bare(contentType) is var type && type != "image/svg+xml"
        && (type.StartsWith("image/", StringComparison.Ordinal) || type.StartsWith("audio/", StringComparison.Ordinal)
            || type.StartsWith("video/", StringComparison.Ordinal) || type == "application/pdf");

    private static string Bare(string contentType) => contentType.Split(';')[0].Trim();
}
