using Microsoft.Extensions.Logging;
using Npgsql;

namespace BackendInfra.Postgres.Embedded;

/// <summary>
/// A PostgreSQL of our own: found on this machine, started in a data folder, stopped when disposed, and never left
/// behind when this process is killed.
/// </summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    /// <summary>The database, and the role that owns it and the server.</summary>
    internal const string Database = "backendinfra", Role = "backendinfra";

    private readonly ServerFolder _folder;
    private readonly ServerProcess _server;

    private EmbeddedPostgres(ServerFolder folder, ServerProcess server, PostgresBinaries binaries, string connectionString) =>
        (_folder, _server, Binaries, ConnectionString) = (folder, server, binaries, connectionString);

    /// <summary>Leads to the database <see cref="Database"/>. Holds a password: not for logs.</summary>
    internal string ConnectionString { get; }

    /// <summary>The version of the server, such as <c>17.6</c>.</summary>
    internal string Version => Binaries.Version;

    /// <summary>What runs.</summary>
    internal PostgresBinaries Binaries { get; }

    /// <exception cref="EmbeddedPostgresException">With instructions for the operator.</exception>
    internal static async Task<EmbeddedPostgres> StartAsync(
        EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        ServerFolder? folder = null;
        ServerProcess? server = null;
        try
        {
            folder = await ServerFolder.OpenAsync(options.DataDirectory, logger, cancellationToken);
            var binaries = await new PostgresLocator(options, folder.User).FindAsync(folder.DataMajor, cancellationToken);
            if (folder.DataMajor is null)
                await ServerInitializer.InitializeAsync(folder, binaries, !IsVolatile(options), cancellationToken);
            await LeftoverServer.WaitAsync(folder.Data, cancellationToken);

            var endpoint = await ServerEndpoint.CreateAsync(folder, cancellationToken);
            await folder.WriteSettingsAsync(ServerSettings.Text(endpoint, options.Settings), cancellationToken);
            server = await ServerProcess.StartAsync(ServerGuard.Command(binaries, folder, endpoint), logger, cancellationToken);

            var password = await File.ReadAllTextAsync(folder.PasswordFile, cancellationToken);
            var connectionString = await OpenDatabaseAsync(endpoint.ConnectionString(password), cancellationToken);
            logger.LogInformation(
                "PostgreSQL {Version} from {Binaries} runs on {Data}", binaries.Version, binaries.Folder, folder.Data);
            return new(folder, server, binaries, connectionString);
        }
        catch (Exception e)
        {
            if (server is not null)
                await server.DisposeAsync();
            folder?.Dispose();
            if (e is UnauthorizedAccessException)
            {
                throw new EmbeddedPostgresException(
                    $"{e.Message} The folder was perhaps used by another user or root before: give it to the one who starts BackendInfra.", e);
            }
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<string> OpenDatabaseAsync(
        NpgsqlConnectionStringBuilder address, CancellationToken cancellationToken)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection)
        {
            Parameters = { new() { Value = Database } },
        };
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            // Copying files is at best ten times faster than the default, which writes all to the log.
            await using var create = new NpgsqlCommand($"create database {Database} strategy file_copy", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        address.Database = Database;
        return address.ConnectionString;
    }

    /// <summary>Tests turn fsync off, and then need not wait for the disk after initdb either.</summary>
    private static bool IsVolatile(EmbeddedPostgresOptions options) =>
        options.Settings.TryGetValue("fsync", out var value) && value == "off";
}
