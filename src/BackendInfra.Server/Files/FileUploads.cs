using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Files;

/// <summary>Takes uploads, whichever front end they come by: policy, name, type, size, then the store.</summary>
internal sealed class FileUploads(IFileStore store)
{
    /// <summary>Refuses callers who may upload nothing, before their content is read.</summary>
    /// <exception cref="ParseException">130, or 119 for the read-only master key.</exception>
    public static void RequireUploader(Caller caller) => FileUploadPolicy.RequireUploader(caller.App.Options.FileUpload, caller.Principal, caller.Session is { IsAnonymousUser: true });

    /// <summary>Stores a file under a new name.</summary>
    /// <param name="contentType">As the client declares it.</param>
    /// <exception cref="ParseException">122 name, 129 too large, 130 empty, of a kind that is not allowed, or not to be stored.</exception>
    public async Task<string> SaveAsync(
        Caller caller, string name, string? contentType, Stream content, CancellationToken cancellationToken, JsonElement? metadata = null, JsonElement? tags = null)
    {
        RequireUploader(caller);
        FileNames.RequireUploadName(name);
        var head = new byte[ContentSniffer.HeadLength];
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        if (length == 0)
            throw new ParseException(ErrorCode.FileSaveError, "Invalid file upload.");
        var options = caller.App.Options;
        var type = FileUploadPolicy.RequireType(options.FileUpload, caller.Principal, name, contentType, head.AsSpan(0, length));
        var storedName = FileNames.NewStoredName(name);
        await using var upload = new UploadStream(head.AsMemory(0, length), content, options.MaxUploadSize);
        await store.WriteAsync(caller.App, new FileDescription(storedName, type, metadata, tags), upload, cancellationToken);
        return storedName;
    }
}
