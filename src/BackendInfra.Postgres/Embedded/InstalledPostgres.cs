namespace BackendInfra.Postgres.Embedded;

/// <summary>Folders where packages of the operating system put PostgreSQL.</summary>
internal static class InstalledPostgres
{
    /// <summary>Existing <c>bin</c> folders that hold both programs: those on <c>PATH</c>, then the versioned ones, newest first.</summary>
    internal static IEnumerable<string> Folders() =>
        OnPath().Concat(Versioned()).Where(IsComplete).Distinct();

    /// <summary>Both programs stand in one folder; a lone link to one of them is no installation.</summary>
    internal static bool IsComplete(string folder) =>
        File.Exists(Path.Combine(folder, PostgresBinaries.FileName("postgres")))
        && File.Exists(Path.Combine(folder, PostgresBinaries.FileName("initdb")));

    private static IEnumerable<string> OnPath() =>
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        where Path.IsPathFullyQualified(folder)
        let program = new FileInfo(Path.Combine(folder, PostgresBinaries.FileName("postgres")))
        where program.Exists
        // Links on PATH lead to the folder that has the libraries and data beside it.
        let real = program.ResolveLinkTarget(returnFinalTarget: true) ?? program
        select Path.GetDirectoryName(real.FullName);

    private static IEnumerable<string> Versioned() =>
        from version in Enumerable.Range(PostgresBinaries.OldestMajor, PostgresBinaries.NewestMajor - PostgresBinaries.OldestMajor + 1).Reverse()
        from folder in new[]
        {
            $"/usr/lib/postgresql/{version}",
            $"/usr/pgsql-{version}",
            $"/usr/libexec/postgresql{version}",
            $"/opt/homebrew/opt/postgresql@{version}",
            $"/usr/local/opt/postgresql@{version}",
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL", $"{version}"),
        }
        select Path.Combine(folder, "bin") into bin
        where Directory.Exists(bin)
        select bin;
}
