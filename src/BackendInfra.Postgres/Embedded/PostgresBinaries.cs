using System.Globalization;

namespace BackendInfra.Postgres.Embedded;

/// <summary>A folder with <c>postgres</c> and <c>initdb</c> of one version.</summary>
/// <param name="Folder">The <c>bin</c> folder, links resolved.</param>
/// <param name="Version">As the binaries say it, such as <c>15.18</c>.</param>
/// <param name="Source">How the folder was found.</param>
internal sealed record PostgresBinaries(string Folder, string Version, PostgresSource Source)
{
    /// <summary>The versions whose SQL and settings we know.</summary>
    internal const int OldestMajor = 15, NewestMajor = 18;

    internal int Major => int.Parse(Version.Split('.')[0], CultureInfo.InvariantCulture);

    internal bool IsSupported => Major is >= OldestMajor and <= NewestMajor;

    internal string Program(string name) => Path.Combine(Folder, FileName(name));

    internal static string FileName(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    /// <summary>Asks the binaries for their version; null when they do not run on this machine.</summary>
    internal static async Task<PostgresBinaries?> ProbeAsync(
        string folder, PostgresSource source, ServiceUser user, CancellationToken cancellationToken)
    {
        const string Marker = "(PostgreSQL) ";
        var result = await user.RunAsync(Path.Combine(folder, FileName("postgres")), ["-V"], cancellationToken);
        var start = result.Output.IndexOf(Marker, StringComparison.Ordinal);
        if (result.ExitCode != 0 || start < 0)
            return null;

        // "15.18 (Debian 15.18-0+deb12u1)", and of unreleased ones "19beta1", which has no number to parse.
        var version = result.Output[(start + Marker.Length)..].Split([' ', '\n', '\r'])[0];
        return int.TryParse(version.Split('.')[0], CultureInfo.InvariantCulture, out _)
            ? new PostgresBinaries(folder, version, source)
            : null;
    }
}
