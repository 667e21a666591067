namespace BackendInfra.Server.CloudCode.Containment;

/// <summary>Programs of this machine.</summary>
internal static class Programs
{
    /// <summary>A program's full path; null when <c>PATH</c> leads to none.</summary>
    public static string? Find(string name)
    {
        string[] names = OperatingSystem.IsWindows() ? [name + ".exe"] : [name];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(file => Path.Combine(folder, file)))
            .FirstOrDefault(File.Exists);
    }
}
