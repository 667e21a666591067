using System.Security.Cryptography;
using System.Text;

namespace BackendInfra.Postgres.Embedded;

/// <summary>Copies an installation to where it can be used; made once, and found again at the next start.</summary>
internal static class BinariesCopy
{
    /// <returns>The copy of <paramref name="installation"/> below <paramref name="parent"/>.</returns>
    internal static string Make(string installation, string parent)
    {
        var copy = Path.Combine(parent, "postgres-" + Fingerprint(installation));
        if (Directory.Exists(copy))
            return copy;

        // Under another name until it is complete: a copy that was interrupted must not be taken for one.
        var unfinished = $"{copy}.{Guid.NewGuid():N}";
        CopyFolder(new DirectoryInfo(installation), unfinished);
        try
        {
            Directory.Move(unfinished, copy);
        }
        catch (IOException) when (Directory.Exists(copy))
        {
            Directory.Delete(unfinished, recursive: true);
        }
        return copy;
    }

    private static void CopyFolder(DirectoryInfo source, string destination)
    {
        ServerFolder.CreateOpenFolder(destination);
        foreach (var entry in source.EnumerateFileSystemInfos())
        {
            var target = Path.Combine(destination, entry.Name);
            if (entry.LinkTarget is { } link)
                File.CreateSymbolicLink(target, link);
            else if (entry is DirectoryInfo folder)
                CopyFolder(folder, target);
            else
                CopyFile((FileInfo)entry, target);
        }
    }

    private static void CopyFile(FileInfo source, string target)
    {
        source.CopyTo(target);
        if (OperatingSystem.IsWindows())
            return;
        var all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        if (source.UnixFileMode.HasFlag(UnixFileMode.UserExecute))
            all |= UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(target, all);
    }

    /// <summary>Changes when another version is installed in the same place.</summary>
    private static string Fingerprint(string installation)
    {
        var files = new DirectoryInfo(installation).EnumerateFiles("postgres*", SearchOption.AllDirectories)
            .Where(file => file.LinkTarget is null)
            .OrderBy(file => file.FullName, StringComparer.Ordinal)
            .Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files))))[..12];
    }
}
