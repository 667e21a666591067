using System.Collections.Immutable;

namespace BackendInfra.Core.Apps;

/// <summary>Who may upload files, and of which kinds (Parse Server's <c>fileUpload</c>). The master key passes all of it.</summary>
public sealed record FileUploadOptions
{
    /// <summary>Every extension.</summary>
    public const string Everything = "*";

    public bool EnableForPublic { get; init; }

    public bool EnableForAnonymousUser { get; init; }

    public bool EnableForAuthenticatedUser { get; init; } = true;

    /// <summary>
    /// The allowed extensions in small letters, without a dot; <c>*</c> allows all. What a browser would run or render
    /// as a page (HTML, SVG, XML, scripts) and programs are not among the default ones.
    /// </summary>
    public ImmutableArray<string> FileExtensions { get; init; } =
    [
        "jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "bmp", "ico", "tif", "tiff",
        "mp3", "m4a", "aac", "ogg", "oga", "opus", "wav", "flac", "weba",
        "mp4", "m4v", "mov", "webm", "ogv", "mkv", "avi", "3gp",
        "pdf", "txt", "csv", "tsv", "json", "md", "rtf", "log", "bin",
        "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "epub",
        "zip", "gz", "tar", "7z",
    ];

    /// <summary>Hosts whose URLs file fields may hold besides this server's own files; <c>*</c> allows all.</summary>
    public ImmutableArray<string> AllowedFileUrlDomains { get; init; } = [];

    /// <summary>Days after which a file that no object refers to is deleted; null: never by itself.</summary>
    public int? DeleteUnusedAfterDays { get; init; }
}
