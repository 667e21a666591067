namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>Where releases are unpacked on this machine: the setting <c>CloudCode:ReleaseFolder</c>, else below the data folder.</summary>
internal static class ReleaseRoot
{
    /// <summary>Where they go when workers of other users could not reach them in the data folder.</summary>
    private const string Shared = "/var/lib/backendinfra/cloud-code";

    public static string Of(IConfiguration configuration)
    {
        if (configuration["CloudCode:ReleaseFolder"] is { Length: > 0 } folder)
            return Path.GetFullPath(folder);
        var data = Path.GetFullPath(configuration["Postgres:DataDirectory"] ?? ".backendinfra");
        return OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && !IsPassable(data) ? Shared : Path.Combine(data, "cloud-code");
    }

    /// <summary>Whether every user may pass through a folder; one that does not exist yet is made so.</summary>
    private static bool IsPassable(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            if (folder.Exists && (folder.UnixFileMode & UnixFileMode.OtherExecute) == 0)
                return false;
        }

        return true;
    }
}
