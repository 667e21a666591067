using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Server.Dispatch;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Files;

/// <summary>Takes uploads, whichever front end they come by: policy, name, type, size, then the store.</summary>
internal sealed class FileUploads(IFileStore store, FileTriggers triggers)
{
    /// <summary>Refuses callers who may upload nothing, before their content is read.</summary>
    /// <exception cref="ParseException">130, or 119 for the read-only master key.</exception>
    public static void RequireUploader(Caller caller) => FileUploadPolicy.RequireUploader(caller.App.Options.FileUpload, caller.Principal, caller.Session is { IsAnonymousUser: true });

    /// <summary>Stores a file under a new name.</summary>
    /// <param name="contentType">As the client declares it.</param>
    /// <returns>The file; with a URL only when a trigger has put a file from elsewhere in its place.</returns>
    /// <exception cref="ParseException">122 name, 129 too large, 130 empty, of a kind that is not allowed, or not to be stored; a trigger refuses.</exception>
    public async Task<FileValue> SaveAsync(
        Caller caller, string name, string? contentType, Stream content, CancellationToken cancellationToken, JsonElement? metadata = null, JsonElement? tags = null)
    {
        RequireUploader(caller);
        FileNames.RequireUploadName(name);
        var head = new byte[ContentSniffer.HeadLength];
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        if (length == 0)
            throw new ParseException(ErrorCode.FileSaveError, "Invalid file upload.");
        await using var upload = new UploadStream(head.AsMemory(0, length), content, caller.App.Options.MaxUploadSize);
        return triggers.Has(caller.App, TriggerKinds.BeforeSave | TriggerKinds.AfterSave)
            ? await TriggeredAsync(caller, name, contentType, upload, metadata, tags, cancellationToken)
            : new FileValue(await StoreAsync(caller, name, contentType, head.AsMemory(0, length), upload, metadata, tags, cancellationToken), null);
    }

    /// <summary>Triggers are shown the content, so it is held in memory here; what they make of the file is checked as an upload is.</summary>
    private async Task<FileValue> TriggeredAsync(Caller caller, string name, string? contentType, UploadStream upload, JsonElement? metadata, JsonElement? tags, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await upload.CopyToAsync(buffer, cancellationToken);
        var sent = new FileDraft(name, contentType, buffer.GetBuffer().AsMemory(0, (int)buffer.Length), metadata, tags);
        FileUploadPolicy.RequireType(caller.App.Options.FileUpload, caller.Principal, name, contentType, sent.Content.Span[..Math.Min(sent.Content.Length, ContentSniffer.HeadLength)]);
        var draft = await triggers.BeforeSaveAsync(caller, sent, cancellationToken);
        if (draft.Url is not null)
        {
            var other = FileValues.Settle(caller.App, new FileValue(draft.Name, draft.Url));
            await triggers.AfterAsync(caller, TriggerKinds.AfterSave, other.Name, draft.Url, null);
            return other;
        }

        if (draft.Content.Length > caller.App.Options.MaxUploadSize)
            throw UploadStream.TooLarge(caller.App.Options.MaxUploadSize);
        using var changed = new MemoryStream(draft.Content.ToArray(), writable: false);
        var stored = await StoreAsync(
            caller, FileNames.RequireUploadName(draft.Name), draft.ContentType, draft.Content[..Math.Min(draft.Content.Length, ContentSniffer.HeadLength)], changed, draft.Metadata, draft.Tags, cancellationToken);
        await triggers.AfterAsync(caller, TriggerKinds.AfterSave, stored, caller.FilesUrl + FileUrls.Escape(stored), draft.Content.Length);
        return new FileValue(stored, null);
    }

    private async Task<string> StoreAsync(
        Caller caller, string name, string? contentType, ReadOnlyMemory<byte> head, Stream content, JsonElement? metadata, JsonElement? tags, CancellationToken cancellationToken)
    {
        var type = FileUploadPolicy.RequireType(caller.App.Options.FileUpload, caller.Principal, name, contentType, head.Span);
        var storedName = FileNames.NewStoredName(name);
        await store.WriteAsync(caller.App, new FileDescription(storedName, type, metadata, tags), content, cancellationToken);
        return storedName;
    }
}
