using System.Globalization;
using BackendInfra.Postgres.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace BackendInfra.Postgres.Tests.Embedded;

/// <summary>Short ways to start embedded servers and ask them.</summary>
internal static class Servers
{
    internal static Task<EmbeddedPostgres> StartAsync(string folder, PostgresSource source = PostgresSource.Any) =>
        StartAsync(new EmbeddedPostgresOptions { DataDirectory = folder, Source = source });

    internal static Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options)
    {
        var volatileSettings = new Dictionary<string, string>(options.Settings) { ["fsync"] = "off" };
        return EmbeddedPostgres.StartAsync(
            options with { Settings = volatileSettings }, NullLogger.Instance, TestContext.Current.CancellationToken);
    }

    internal static async Task<string> AskAsync(string connectionString, string sql)
    {
        // Not pooled: the server stops before the pool would let go.
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        var value = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
    }

    internal static bool IsFound(PostgresSource source) => source switch
    {
        PostgresSource.Installed => InstalledPostgres.Folders().Any(),
        _ => NpmPackage.Folders(null).Any(package => InstalledPostgres.IsComplete(NpmPackage.BinFolder(package))),
    };

    /// <summary>Where the server of a folder keeps its files: elsewhere when its user cannot enter.</summary>
    internal static string Home(string folder) => new DirectoryInfo(Path.Combine(folder, "postgres")).LinkTarget ?? folder;

    internal static string ProcessFile(string folder) => Path.Combine(Home(folder), "data", "postmaster.pid");

    /// <summary>The first line of postmaster.pid, the process of the running server.</summary>
    internal static int ProcessId(string folder) =>
        int.Parse(File.ReadLines(ProcessFile(folder)).First(), CultureInfo.InvariantCulture);
}
