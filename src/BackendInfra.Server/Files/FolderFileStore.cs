using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;

namespace BackendInfra.Server.Files;

/// <summary>
/// Files in a local folder, each app's apart. On disk they are called after a hash of their names, so that nothing a
/// client sends is part of a path. A file is there once its content has been moved to its place; its description is before.
/// </summary>
/// <param name="create">Makes a new file for writing; replaced in tests of what a disk can do.</param>
internal sealed class FolderFileStore(string root, TimeProvider time, Func<string, Stream>? create = null) : IFileStore
{
    private const int BufferSize = 1 << 16;
    private const string DescriptionSuffix = ".json", UnfinishedSuffix = ".new";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Func<string, Stream> _create = create ?? Create;

    public async Task WriteAsync(App app, FileDescription description, Stream content, CancellationToken cancellationToken)
    {
        var path = PathOf(app, description.Name);
        var unfinished = $"{path}.{Path.GetRandomFileName()}{UnfinishedSuffix}";
        try
        {
            var length = await WriteAsync(unfinished, content, cancellationToken);
            await WriteDescriptionAsync(path + DescriptionSuffix, FolderFile.Of(description, length, time.GetUtcNow()), cancellationToken);
            File.Move(unfinished, path);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    public async Task<StoredFile?> FindAsync(App app, string name, CancellationToken cancellationToken)
    {
        var path = PathOf(app, name);
        if (!File.Exists(path))
            return null;
        try
        {
            var bytes = await File.ReadAllBytesAsync(path + DescriptionSuffix, cancellationToken);
            return JsonSerializer.Deserialize(bytes, FolderFileJson.Default.FolderFile)!.ToStoredFile(Path.GetFileName(path)[..32]);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public Task<Stream?> OpenAsync(App app, string name, long offset, long length, CancellationToken cancellationToken)
    {
        try
        {
            // Sharing for deletion: who is still reading reads on.
            var file = new FileStream(PathOf(app, name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.Asynchronous | FileOptions.SequentialScan);
            file.Position = offset;
            return Task.FromResult<Stream?>(new PartStream(file, length));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task<bool> DeleteAsync(App app, string name, CancellationToken cancellationToken)
    {
        var path = PathOf(app, name);
        var isThere = File.Exists(path);
        if (isThere)
        {
            File.Delete(path);
            File.Delete(path + DescriptionSuffix);
        }

        return Task.FromResult(isThere);
    }

    public async IAsyncEnumerable<(string Name, DateTimeOffset CreatedAt)> ListAsync(App app, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = FolderOf(app);
        if (!Directory.Exists(folder))
            yield break;
        foreach (var path in Directory.EnumerateFiles(folder, "*" + DescriptionSuffix, SearchOption.AllDirectories))
        {
            if (JsonSerializer.Deserialize(await File.ReadAllBytesAsync(path, cancellationToken), FolderFileJson.Default.FolderFile) is { } file)
                yield return (file.Name, file.CreatedAt);
        }
    }

    private async Task<long> WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        var file = OnDisk(() => MakeFile(path));
        await using (file)
        {
            var buffer = new byte[BufferSize];
            long length = 0;
            while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                await OnDiskAsync(() => file.WriteAsync(buffer.AsMemory(0, read), cancellationToken));
                length += read;
            }

            await OnDiskAsync(() => new ValueTask(file.FlushAsync(cancellationToken)));
            return length;
        }
    }

    private static async Task WriteDescriptionAsync(string path, FolderFile file, CancellationToken cancellationToken) =>
        await OnDiskAsync(() => new ValueTask(File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(file, FolderFileJson.Default.FolderFile), cancellationToken)));

    private Stream MakeFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return _create(path);
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Private;
        return new FileStream(path, options);
    }

    private string FolderOf(App app) => Path.Combine(root, app.DatabaseSchema);

    private string PathOf(App app, string name)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        return Path.Combine(FolderOf(app), hash[..2], hash);
    }

    private static T OnDisk<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotStore(exception);
        }
    }

    private static async ValueTask OnDiskAsync(Func<ValueTask> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotStore(exception);
        }
    }

    /// <summary>Full, read-only, over quota: whatever it is, the client can only try later, and the log has the cause.</summary>
    private static ParseException CannotStore(Exception cause) =>
        new(ErrorCode.FileSaveError, "Could not store file: the storage is full or not available.", cause);
}
