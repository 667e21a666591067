namespace BackendInfra.Server.Import;

/// <summary>A body on disk, because an import reads its file twice. Readable for this process' user only; gone when disposed.</summary>
internal sealed class SpooledFile : IAsyncDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"backendinfra-{Path.GetRandomFileName()}");
    private long _length;

    private SpooledFile()
    {
    }

    public static async Task<SpooledFile> CreateAsync(Stream body, CancellationToken cancellationToken)
    {
        var spooled = new SpooledFile();
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = BufferSize, Options = FileOptions.Asynchronous };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using var file = new FileStream(spooled._path, options);
            await body.CopyToAsync(file, cancellationToken);
            spooled._length = file.Length;
            return spooled;
        }
        catch
        {
            await spooled.DisposeAsync();
            throw;
        }
    }

    /// <param name="name">The name that the file has for its sender.</param>
    public ImportSource AsSource(string name) => ImportSource.FromFile(_path) with { Name = name, Length = _length };

    public ValueTask DisposeAsync()
    {
        File.Delete(_path);
        return ValueTask.CompletedTask;
    }
}
