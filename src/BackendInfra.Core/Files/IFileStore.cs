using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Files;

/// <summary>Where the content of files is kept. Names have been checked; each app's files are apart.</summary>
public interface IFileStore
{
    /// <summary>Stores a file whole or not at all.</summary>
    /// <exception cref="Errors.ParseException">130 when the store is full or away. What reading <paramref name="content"/> throws passes through.</exception>
    Task WriteAsync(App app, FileDescription description, Stream content, CancellationToken cancellationToken);

    /// <summary>The file with a name, or null.</summary>
    Task<StoredFile?> FindAsync(App app, string name, CancellationToken cancellationToken);

    /// <summary>A part of a file that was found, as a stream of exactly that length; null when the file has gone since.</summary>
    Task<Stream?> OpenAsync(App app, string name, long offset, long length, CancellationToken cancellationToken);

    /// <summary>Whether there was such a file.</summary>
    Task<bool> DeleteAsync(App app, string name, CancellationToken cancellationToken);

    /// <summary>Every file of an app with the time it was stored.</summary>
    IAsyncEnumerable<(string Name, DateTimeOffset CreatedAt)> ListAsync(App app, CancellationToken cancellationToken);
}
