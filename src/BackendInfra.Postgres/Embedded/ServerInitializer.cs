using System.Security.Cryptography;

namespace BackendInfra.Postgres.Embedded;

/// <summary>Makes the data folder of a new server with <c>initdb</c>.</summary>
internal static class ServerInitializer
{
    internal static async Task InitializeAsync(
        ServerFolder folder, PostgresBinaries binaries, bool synchronize, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder.Data))
        {
            throw new EmbeddedPostgresException(
                $"{folder.Data} exists, but is no PostgreSQL data folder that we can read. Move it away, or choose another data folder.");
        }

        await WritePasswordAsync(folder, cancellationToken);

        // Under another name until it is complete: an interrupted initdb leaves what looks like data.
        var unfinished = folder.Data + ".new";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        await folder.CreatePrivateFolderAsync(unfinished, cancellationToken);

        var result = await folder.User.RunAsync(
            binaries.Program("initdb"), Arguments(folder, binaries, unfinished, synchronize), cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new EmbeddedPostgresException(
                $"{binaries.Program("initdb")} failed: {result.Error.Trim()} {result.Output.Trim()}");
        }

        // Ours stands outside the data, where the service user cannot replace it by a link for root to write through.
        var settings = Path.Combine(unfinished, "postgresql.conf");
        File.Delete(settings);
        await File.WriteAllTextAsync(settings, "include '../postgresql.conf'\n", cancellationToken);
        await folder.User.OwnAsync(settings, cancellationToken);
        Directory.Move(unfinished, folder.Data);
    }

    private static IEnumerable<string> Arguments(
        ServerFolder folder, PostgresBinaries binaries, string data, bool synchronize) =>
    [
        "-D", data,
        $"--username={EmbeddedPostgres.Role}",
        $"--pwfile={folder.PasswordFile}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--lc-collate=C",
        .. Locale(binaries),
        .. synchronize ? Array.Empty<string>() : ["--no-sync"],
    ];

    /// <summary>Texts sort by code point, and letters of all languages have upper and lower case.</summary>
    private static string[] Locale(PostgresBinaries binaries)
    {
        var characters = OperatingSystem.IsWindows() ? "C" : OperatingSystem.IsMacOS() ? "en_US.UTF-8" : "C.UTF-8";
        return binaries.Major >= 17
            ? ["--locale=C", $"--lc-ctype={characters}", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            : ["--locale=C", $"--lc-ctype={characters}"];
    }

    private static async Task WritePasswordAsync(ServerFolder folder, CancellationToken cancellationToken)
    {
        File.Delete(folder.PasswordFile);
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(folder.PasswordFile, file))
            await writer.WriteAsync(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)).AsMemory(), cancellationToken);
        // initdb reads it as the service user.
        await folder.User.OwnAsync(folder.PasswordFile, cancellationToken);
    }
}
