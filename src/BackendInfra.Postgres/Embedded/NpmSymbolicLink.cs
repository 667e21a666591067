namespace BackendInfra.Postgres.Embedded;

/// <summary>An entry of <c>pg-symlinks.json</c>: paths relative to the package; the link is at <paramref name="Target"/>.</summary>
internal sealed record NpmSymbolicLink(string Source, string Target)
{
    internal bool Exists(string package) => File.Exists(Path.Combine(package, Target));

    internal void Create(string package)
    {
        var link = Path.Combine(package, Target);
        var destination = Path.GetRelativePath(Path.GetDirectoryName(link)!, Path.Combine(package, Source));
        try
        {
            File.CreateSymbolicLink(link, destination);
        }
        catch (IOException) when (Exists(package))
        {
            // Another server started at the same moment and was faster.
        }
    }
}
