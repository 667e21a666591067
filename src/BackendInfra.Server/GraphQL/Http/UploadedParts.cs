using System.Collections.Concurrent;
using System.Security.Cryptography;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Core.Values;
using BackendInfra.Server.Files;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.GraphQL.Http;

/// <summary>Files of one multipart request. In its variables stand random tokens, so no text of a client names one.</summary>
internal sealed class UploadedParts
{
    public static readonly UploadedParts None = new();

    private readonly Dictionary<string, IFormFile> _parts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FileValue> _stored = new(StringComparer.Ordinal);

    public bool IsEmpty => _parts.Count == 0;

    /// <returns>The token for the variables.</returns>
    public string Add(IFormFile part)
    {
        var token = RandomNumberGenerator.GetHexString(32);
        _parts.Add(token, part);
        return token;
    }

    /// <summary>Stores a file, once however often it is asked for.</summary>
    /// <returns>The stored file.</returns>
    /// <exception cref="ParseException">130 no file came along, or as <see cref="FileUploads.SaveAsync"/>.</exception>
    public async Task<FileValue> StoreAsync(FileUploads files, Caller caller, string token, CancellationToken cancellationToken)
    {
        if (_stored.TryGetValue(token, out var known))
            return known;
        if (!_parts.TryGetValue(token, out var part))
            throw new ParseException(ErrorCode.FileSaveError, "Invalid file upload.");
        await using var content = part.OpenReadStream();
        return _stored[token] = await files.SaveAsync(caller, NameOf(part), part.ContentType, content, cancellationToken);
    }

    /// <summary>The name with the extension of its type, if it has none.</summary>
    private static string NameOf(IFormFile part) =>
        FileNames.Extension(part.FileName).Length == 0 && !string.IsNullOrEmpty(part.ContentType) && FileTypes.ExtensionOf(part.ContentType) is { } extension
            ? $"{part.FileName}.{extension}"
            : part.FileName;
}
