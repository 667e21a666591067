using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>Reads what clients deploy: a zip archive, a tar.gz archive, or JSON.</summary>
internal sealed class BundleReader
{
    private const int FileTypeMask = 0xF000, RegularFile = 0x8000, UnixModeShift = 16;

    /// <summary>How much larger than a release a tar archive may be for what is left out of it, such as its modules.</summary>
    private const int MaxExcess = 10;

    private readonly List<BundleFile> _files = [];
    private readonly List<string> _ignored = [];
    private readonly BundleLimits _limits;

    private readonly CloudCodeOptions _options;

    private BundleReader(CloudCodeOptions options) => (_options, _limits) = (options, new BundleLimits(options));

    /// <param name="content">An archive; or JSON: <c>{"files":{"main.js":"…","public/a.png":{"base64":"…"}}}</c>.</param>
    /// <exception cref="ParseException">107 none of these, 122 a name that no file can have, 129 too large, 141 no script.</exception>
    public static async Task<ReleaseBundle> ReadAsync(ReadOnlyMemory<byte> content, CloudCodeOptions options, CancellationToken cancellationToken)
    {
        var reader = new BundleReader(options);
        try
        {
            switch (content.Span)
            {
                case [(byte)'P', (byte)'K', ..]:
                    await reader.ReadZipAsync(content, cancellationToken);
                    break;
                case [0x1F, 0x8B, ..]:
                    await reader.ReadTarAsync(content, cancellationToken);
                    break;
                default:
                    reader.ReadJson(content);
                    break;
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or NotSupportedException)
        {
            throw new ParseException(ErrorCode.InvalidJson, "The archive is damaged, encrypted, or of another kind than zip and tar.gz.", exception);
        }

        return ReleaseBundle.Of(reader._files, reader._ignored);
    }

    /// <summary>Reads a bundle of the catalog. What was accepted once is not measured again: the limits may have been lowered since.</summary>
    public static Task<ReleaseBundle> ReadStoredAsync(ReadOnlyMemory<byte> zip, CancellationToken cancellationToken) =>
        ReadAsync(zip, new CloudCodeOptions { MaxReleaseFiles = int.MaxValue, MaxReleaseSize = int.MaxValue }, cancellationToken);

    /// <summary>The message that JSON brings with its files; null for none.</summary>
    public static string? MessageOf(ReadOnlyMemory<byte> content)
    {
        if (content.Span is not [(byte)'{', ..])
            return null;
        using var document = ParseJson.ParseDocument(content);
        return document.RootElement.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString() : null;
    }

    private async Task ReadZipAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var zip = new ZipArchive(new MemoryStream(content.ToArray(), writable: false), ZipArchiveMode.Read);
        foreach (var entry in zip.Entries)
        {
            // Folders are entries, too.
            if (entry.FullName.EndsWith('/'))
                continue;
            if (((entry.ExternalAttributes >> UnixModeShift) & FileTypeMask) is not (0 or RegularFile))
                throw NoLinks(entry.FullName);
            await AddAsync(entry.FullName, () => entry.Open(), cancellationToken);
        }
    }

    private async Task ReadTarAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using var unzipped = new GZipStream(new MemoryStream(content.ToArray(), writable: false), CompressionMode.Decompress);
        await using var capped = new CappedStream(unzipped, (long)_options.MaxReleaseSize * MaxExcess, () => BundleLimits.TooLarge(_options));
        await using var tar = new TarReader(capped);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes)
                continue;
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                throw NoLinks(entry.Name);
            await AddAsync(entry.Name, () => entry.DataStream ?? Stream.Null, cancellationToken);
        }
    }

    private void ReadJson(ReadOnlyMemory<byte> content)
    {
        using var document = ParseJson.ParseDocument(content);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("files", out var files) || files.ValueKind != JsonValueKind.Object)
            throw Refusals.InvalidJson("The body must be a zip or tar.gz archive, or a JSON object with files.");
        foreach (var file in files.EnumerateObject())
        {
            if (Path(ParseJson.ReadName(file)) is not { } path)
                continue;
            var bytes = Content(file.Value) ?? throw Refusals.InvalidJson($"The file {Excerpt.Of(path)} must be a text, or an object with base64.");
            _limits.AddBytes(bytes.Length);
            _files.Add(new BundleFile(path, bytes));
        }
    }

    private static byte[]? Content(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Encoding.UTF8.GetBytes(ParseJson.ReadText(value)),
        JsonValueKind.Object when value.TryGetProperty("base64", out var base64) && base64.ValueKind == JsonValueKind.String && base64.TryGetBytesFromBase64(out var bytes) => bytes,
        _ => null,
    };

    private async Task AddAsync(string name, Func<Stream> open, CancellationToken cancellationToken)
    {
        if (Path(name) is not { } path)
            return;
        await using var content = open();
        _files.Add(new BundleFile(path, await _limits.ReadAsync(content, cancellationToken)));
    }

    /// <summary>Null for what is left out.</summary>
    private string? Path(string name)
    {
        var path = BundlePath.Require(name);
        if (BundlePath.IgnoredPart(path) is { } ignored)
        {
            _ignored.Add(ignored);
            return null;
        }

        _limits.AddFile();
        return path;
    }

    private static ParseException NoLinks(string name) =>
        new(ErrorCode.InvalidFileName, $"A release can hold files and folders only; {Excerpt.Of(name)} is a link or something else.");
}
