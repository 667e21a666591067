using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Files;

/// <summary>
/// File values at any depth of a value, and what they may name (rule 21): own files, and URLs of hosts that the app allows.
/// An own file's URL is left out: it is computed on every read, so that moving the server moves all of them.
/// </summary>
public static class FileValues
{
    /// <summary>A value with each of its files replaced; the value itself when it holds none.</summary>
    public static ParseValue Map(ParseValue value, Func<FileValue, FileValue> replace) => value switch
    {
        FileValue file => replace(file),
        ArrayValue array when Holds(array) => new ArrayValue([.. array.Items.Select(item => Map(item, replace))]),
        ObjectValue map when Holds(map) => new ObjectValue(map.Members.SetItems(map.Members.Select(member => KeyValuePair.Create(member.Key, Map(member.Value, replace))))),
        _ => value,
    };

    public static ImmutableArray<ParseValue> Map(ImmutableArray<ParseValue> items, Func<FileValue, FileValue> replace) =>
        items.Any(Holds) ? [.. items.Select(item => Map(item, replace))] : items;

    public static bool Holds(ParseValue value) => value switch
    {
        FileValue => true,
        ArrayValue array => array.Items.Any(Holds),
        ObjectValue map => map.Members.Values.Any(Holds),
        _ => false,
    };

    /// <summary>A file as it is stored.</summary>
    /// <exception cref="ParseException">130 when it names neither an own file nor an allowed host.</exception>
    public static FileValue Settle(App app, FileValue file)
    {
        if (IsOwn(app, file))
            return Own(file);
        return IsAllowed(app.Options.FileUpload, file.Url!)
            ? file
            : throw new ParseException(ErrorCode.FileSaveError, $"A file's URL must be one of this server, or of a host in allowedFileUrlDomains: {Excerpt.Of(file.Url!)}");
    }

    /// <summary>A file of this server, whose URL is not kept.</summary>
    /// <exception cref="ParseException">130 when no stored file can have its name.</exception>
    public static FileValue Own(FileValue file) =>
        FileNames.IsStoredName(file.Name) ? file with { Url = null } : throw new ParseException(ErrorCode.FileSaveError, $"Invalid file name: {Excerpt.Of(file.Name)}");

    /// <summary>Whether it has no URL, or one that ends as those of this app's files do. The host does not matter, since the URL is not kept.</summary>
    public static bool IsOwn(App app, FileValue file) =>
        file.Url is null
        || (Uri.TryCreate(file.Url, UriKind.RelativeOrAbsolute, out _)
            && file.Url.EndsWith($"/files/{Uri.EscapeDataString(app.Id)}/{FileUrls.Escape(file.Name)}", StringComparison.Ordinal));

    /// <summary>Whether the app lets its objects name files of a URL's host.</summary>
    public static bool IsAllowed(FileUploadOptions options, string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && options.AllowedFileUrlDomains.Any(domain => domain == FileUploadOptions.Everything || domain.Equals(uri.Host, StringComparison.OrdinalIgnoreCase));

    /// <summary>Files as clients see them: an own file's URL is computed.</summary>
    /// <param name="filesUrl">What stands before the names of own files; empty leaves them as they are.</param>
    public static ParseValue WithUrls(ParseValue value, string filesUrl) =>
        filesUrl.Length == 0 ? value : Map(value, file => file.Url is null ? file with { Url = filesUrl + FileUrls.Escape(file.Name) } : file);
}
