using System.Text;

namespace BackendInfra.Postgres.Embedded;

/// <summary>The folder of the server's Unix socket.</summary>
/// <param name="Path">The folder.</param>
/// <param name="IsTemporary">Whether it is to be removed when the server stops.</param>
internal sealed record SocketFolder(string Path, bool IsTemporary)
{
    /// <summary>What fits into a socket address everywhere: 107 bytes on Linux, 103 on macOS.</summary>
    private const int LongestPath = 103;

    private const string SocketName = ".s.PGSQL.5432.lock";

    internal static async Task<SocketFolder> CreateAsync(ServerFolder folder, CancellationToken cancellationToken)
    {
        var beside = System.IO.Path.Combine(folder.Home, "run");
        if (Fits(beside))
            return new(await folder.CreatePrivateFolderAsync(beside, cancellationToken), IsTemporary: false);

        foreach (var parent in new[] { System.IO.Path.GetTempPath(), "/tmp" })
        {
            var path = System.IO.Path.Combine(parent, $"backendinfra-{Guid.NewGuid():N}"[..21]);
            if (Fits(path) && await folder.User.MayExecuteAsync(parent, cancellationToken))
                return new(await folder.CreatePrivateFolderAsync(path, cancellationToken), IsTemporary: true);
        }

        throw new EmbeddedPostgresException(
            $"The path {beside} is too long for a socket, and so is that of the temp folder. Choose a shorter data folder.");
    }

    private static bool Fits(string folder) =>
        Encoding.UTF8.GetByteCount(System.IO.Path.Combine(folder, SocketName)) <= LongestPath;
}
