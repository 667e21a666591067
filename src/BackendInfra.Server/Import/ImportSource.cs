namespace BackendInfra.Server.Import;

/// <summary>A file to import, wherever it is. It is read more than once, always from its beginning.</summary>
/// <param name="Name">The file's name without its folder; it says what is in it.</param>
/// <param name="Length">Bytes, for the progress; null when unknown.</param>
/// <param name="Open">Opens it anew.</param>
internal sealed record ImportSource(string Name, long? Length, Func<Stream> Open)
{
    private const int BufferSize = 1 << 16;

    public static ImportSource FromFile(string path) => new(
        Path.GetFileName(path),
        new FileInfo(path).Length,
        () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.Asynchronous | FileOptions.SequentialScan));
}
