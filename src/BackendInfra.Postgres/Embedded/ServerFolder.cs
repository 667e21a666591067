using System.Globalization;
using Microsoft.Extensions.Logging;

namespace BackendInfra.Postgres.Embedded;

/// <summary>
/// What an embedded server keeps on disk: <c>data</c>, <c>password</c>, <c>postgresql.conf</c> and the socket.
/// Holding one means holding the lock of its data directory.
/// </summary>
internal sealed class ServerFolder : IDisposable
{
    /// <summary>Where things go that the service user could not reach in the data directory.</summary>
    internal const string SharedRoot = "/var/lib/backendinfra";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Open = Private
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const string LockName = "lock", LinkName = "postgres";

    private readonly FileStream _lock;

    private ServerFolder(FileStream @lock, string home, ServiceUser user) => (_lock, Home, User) = (@lock, home, user);

    /// <summary>The data directory, or what stands in for it below <see cref="SharedRoot"/>.</summary>
    internal string Home { get; }

    /// <summary>Who runs PostgreSQL here.</summary>
    internal ServiceUser User { get; }

    internal string Data => DataOf(Home);

    internal string PasswordFile => PasswordFileOf(Home);

    private string SettingsFile => Path.Combine(Home, "postgresql.conf");

    /// <summary>The major version that wrote the data; null when there are none yet.</summary>
    internal int? DataMajor
    {
        get
        {
            var file = Path.Combine(Data, "PG_VERSION");
            return File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
        }
    }

    internal static string DataOf(string home) => Path.Combine(home, "data");

    internal static string PasswordFileOf(string home) => Path.Combine(home, "password");

    internal static async Task<ServerFolder> OpenAsync(
        string dataDirectory, ILogger logger, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(dataDirectory);
        if (!Directory.Exists(root))
            CreateOpenFolder(root);
        var @lock = Lock(root);
        try
        {
            var user = ServiceUser.Choose();
            var home = await HomeAsync(root, user, logger, cancellationToken);
            var data = DataOf(home);
            var folder = new ServerFolder(@lock, home, await user.OrOwnerOfAsync(data, cancellationToken));
            if (folder.DataMajor is not null)
                await folder.CheckAccessAsync(cancellationToken);
            return folder;
        }
        catch
        {
            await @lock.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a program holds the lock of a data directory.</summary>
    internal static bool IsLocked(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, LockName);
        if (!File.Exists(file))
            return false;
        try
        {
            new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Where a data directory that is in use keeps its things.</summary>
    internal static string HomeOf(string dataDirectory)
    {
        var root = Path.GetFullPath(dataDirectory);
        return new DirectoryInfo(Path.Combine(root, LinkName)).LinkTarget ?? root;
    }

    /// <summary>Makes an empty folder that only the service user may enter.</summary>
    internal async Task<string> CreatePrivateFolderAsync(string path, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, Private);
        await User.OwnAsync(path, cancellationToken);
        return path;
    }

    /// <summary>Writes the settings, readable to the service user whatever the umask says; they hold no secret.</summary>
    internal async Task WriteSettingsAsync(string text, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(SettingsFile, text, cancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(SettingsFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    /// <summary>Makes a folder that everybody may enter, whatever the umask says.</summary>
    internal static void CreateOpenFolder(string path)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, Open);
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>The operating system lets go of the lock when we die, so it is never stale.</summary>
    private static FileStream Lock(string root)
    {
        var file = Path.Combine(root, LockName);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new EmbeddedPostgresException(
                $"The data folder {root} is in use by another BackendInfra server. Stop that one, choose another "
                + "folder, or give both servers the connection string of one PostgreSQL.", e);
        }
    }

    private static async Task<string> HomeAsync(
        string root, ServiceUser user, ILogger logger, CancellationToken cancellationToken)
    {
        var link = new DirectoryInfo(Path.Combine(root, LinkName));
        if (link.LinkTarget is { } target)
        {
            return Directory.Exists(target) ? target : throw new EmbeddedPostgresException(
                $"{link.FullName} points to {target}, where the data were kept, but that folder is gone. "
                + "Restore it, or remove the link to begin with an empty database.");
        }

        if (Directory.Exists(DataOf(root)) || await user.MayExecuteAsync(root, cancellationToken))
            return root;

        // The link makes the data findable, and removing the data directory still means starting afresh.
        CreateOpenFolder(SharedRoot);
        var home = Path.Combine(SharedRoot, $"server-{Guid.NewGuid():N}"[..19]);
        CreateOpenFolder(home);
        link.CreateAsSymbolicLink(home);
        logger.LogWarning(
            "PostgreSQL runs as '{User}', who cannot enter {Folder}; the data are kept in {Home}", user.Name, root, home);
        return home;
    }

    private async Task CheckAccessAsync(CancellationToken cancellationToken)
    {
        // Data copied here by root belong to root.
        if (!await User.MayExecuteAsync(Data, cancellationToken))
            await User.OwnAsync(Data, cancellationToken);
        if (!await User.MayExecuteAsync(Data, cancellationToken))
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL runs as '{User.Name}', who cannot enter {Data}. "
                + $"Let others pass (chmod o+x) through every folder above it, or move {Home} elsewhere.");
        }
        if (!File.Exists(PasswordFile))
        {
            throw new EmbeddedPostgresException(
                $"{PasswordFile} is missing, the password of the database in {Data}. "
                + "Restore it, or move the data folder away to begin with an empty database.");
        }
    }
}
