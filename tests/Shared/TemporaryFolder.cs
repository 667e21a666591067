namespace BackendInfra.Tests.Shared;

/// <summary>An empty folder, deleted with all that is in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("backendinfra-test-").FullName;
        // Temp folders are closed to others; as root, PostgreSQL runs as another user, who has to pass.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    /// <summary>Takes over a folder that somebody else made.</summary>
    public TemporaryFolder(string existing) => Path = existing;

    public string Path { get; }

    public void Dispose()
    {
        // When the user who runs PostgreSQL cannot enter, the data are elsewhere and linked.
        var link = new DirectoryInfo(System.IO.Path.Combine(Path, "postgres"));
        if (link.LinkTarget is { } target)
            Directory.Delete(target, recursive: true);
        Directory.Delete(Path, recursive: true);
    }
}
