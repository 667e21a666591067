using System.Text;

namespace BackendInfra.Server.CloudCode.Containment;

/// <summary>The folder of this server's sockets, and below it one for each worker, which only that worker's user may enter.</summary>
internal sealed class WorkerFolders
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Others may pass, but see no names.</summary>
    private const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>What fits into a socket's address everywhere is 103 bytes.</summary>
    private const int LongestRoot = 80;

    private long _count;

    /// <param name="shared">Whether workers of other users pass through.</param>
    public WorkerFolders(bool shared)
    {
        var parent = Encoding.UTF8.GetByteCount(Path.GetTempPath()) <= LongestRoot - 24 || OperatingSystem.IsWindows() ? Path.GetTempPath() : "/tmp";
        Root = Path.Combine(parent, $"bi-cloud-{Guid.NewGuid():N}"[..20]);
        Make(Root, shared ? Passable : Private);
    }

    public string Root { get; }

    public string Socket => Path.Combine(Root, "s");

    /// <summary>A new folder of one worker.</summary>
    public string Create(uint? user)
    {
        var folder = Path.Combine(Root, $"{Interlocked.Increment(ref _count)}");
        Make(folder, Private);
        if (user is { } id)
            Posix.Own(folder, id, id);
        return folder;
    }

    /// <summary>
    /// Opens a release's folder to its app's workers, and to nobody else: who cannot enter it reaches nothing in it, so
    /// that one change of the folder is enough, however many modules it holds.
    /// </summary>
    public static void Admit(string release, uint? user)
    {
        if (user is not { } id || OperatingSystem.IsWindows())
            return;
        Posix.Own(release, 0, id);
        File.SetUnixFileMode(release, Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
    }

    private static void Make(string folder, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, Private);

        // Whatever the umask says.
        File.SetUnixFileMode(folder, mode);
    }
}
