using System.Net;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Values;
using BackendInfra.Server.Files;

namespace BackendInfra.Server.Import;

/// <summary>
/// Copies files from servers that the operator has named, under their own names, into the app's store. It follows no
/// redirect to another server, takes no more than an upload may have, and waits for no file longer than a minute.
/// </summary>
internal sealed class FileCopier(IFileStore store, IReadOnlyList<FileOrigin> origins) : IDisposable
{
    private const int Redirects = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Patience };

    /// <summary>Whether a file comes from a named server.</summary>
    public bool Copies(FileValue file) => UrlOf(file) is not null;

    /// <summary>Copies one file, unless the app has it already.</summary>
    /// <returns>Whether there is such a file.</returns>
    /// <exception cref="ParseException">129 too large, 130 the server does not give it.</exception>
    public async Task<bool> CopyAsync(App app, FileValue file, CancellationToken cancellationToken)
    {
        FileValues.Own(file);
        if (UrlOf(file) is not { } url || await store.FindAsync(app, file.Name, cancellationToken) is not null)
            return true;

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Patience);
        try
        {
            using var response = await GetAsync(url, limited.Token);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden)
                return false;
            if (!response.IsSuccessStatusCode)
                throw Failed(url, $"the server answered {(int)response.StatusCode}");
            await StoreAsync(app, file.Name, response, limited.Token);
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Failed(url, "the connection failed");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(url, $"it took longer than {Patience.TotalSeconds} seconds");
        }
    }

    public void Dispose() => _http.Dispose();

    private Uri? UrlOf(FileValue file)
    {
        if (file.Url is null)
            return origins.FirstOrDefault(origin => origin.Folder is not null) is { Folder: { } folder } ? new Uri(folder, Uri.EscapeDataString(file.Name)) : null;
        return Uri.TryCreate(file.Url, UriKind.Absolute, out var url) && IsNamed(url) ? url : null;
    }

    private bool IsNamed(Uri url) => origins.Any(origin => origin.Has(url));

    private async Task<HttpResponseMessage> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if ((int)response.StatusCode is not (>= 300 and < 400) || response.Headers.Location is not { } location)
                return response;

            response.Dispose();
            var next = new Uri(url, location);
            if (redirects == Redirects || !IsNamed(next))
                throw Failed(url, $"it redirects to {Excerpt.Of(next.Authority)}, which --files-from does not name");
            url = next;
        }
    }

    private async Task StoreAsync(App app, string name, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var limit = app.Options.MaxUploadSize;
        if (response.Content.Headers.ContentLength > limit)
            throw UploadStream.TooLarge(limit);
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var head = new byte[ContentSniffer.HeadLength];
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var declared = response.Content.Headers.ContentType?.MediaType;
        var type = FileNames.Extension(name).Length == 0 && FileTypes.ExtensionOf(declared) is null
            ? FileTypes.Unknown
            : FileUploadPolicy.RequireType(app.Options.FileUpload, Principal.Master, name, declared, head.AsSpan(0, length));
        await using var upload = new UploadStream(head.AsMemory(0, length), content, limit);
        await store.WriteAsync(app, new FileDescription(name, type), upload, cancellationToken);
    }

    private static ParseException Failed(Uri url, string why) =>
        new(ErrorCode.FileSaveError, $"The file {Excerpt.Of(url.AbsoluteUri)} cannot be copied: {why}.");
}
