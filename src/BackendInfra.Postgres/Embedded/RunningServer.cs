using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace BackendInfra.Postgres.Embedded;

/// <summary>The embedded server that another program of this machine runs, a BackendInfra server most likely.</summary>
internal static class RunningServer
{
    /// <summary>How long a server that is just starting may take.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    /// <summary>Leads to the database of a data directory; null when nothing runs on it.</summary>
    /// <exception cref="EmbeddedPostgresException">It runs, but belongs to another user, or does not get ready.</exception>
    internal static async Task<string?> FindAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (ServerFolder.IsLocked(dataDirectory))
        {
            try
            {
                var home = ServerFolder.HomeOf(dataDirectory);
                if (ReadEndpoint(Path.Combine(ServerFolder.DataOf(home), "postmaster.pid")) is { } endpoint)
                {
                    var password = await File.ReadAllTextAsync(ServerFolder.PasswordFileOf(home), cancellationToken);
                    var address = endpoint.ConnectionString(password);
                    address.Database = EmbeddedPostgres.Database;
                    if (await AnswersAsync(address, cancellationToken))
                        return address.ConnectionString;
                }
            }
            catch (UnauthorizedAccessException e)
            {
                throw new EmbeddedPostgresException(
                    $"{e.Message} The database in {dataDirectory} is in use by a BackendInfra server of another user: run this as that user.", e);
            }
            if (Stopwatch.GetElapsedTime(started) > s_patience)
            {
                throw new EmbeddedPostgresException(
                    $"The data folder {dataDirectory} is in use, but its database does not answer. Stop the BackendInfra server that uses it, and try again.");
            }
            await Task.Delay(100, cancellationToken);
        }
        return null;
    }

    /// <summary>Reads where a server listens from the file that it writes; null before it accepts connections.</summary>
    private static ServerEndpoint? ReadEndpoint(string file)
    {
        try
        {
            // Process, data, start time, port, socket's folder, address, shared memory, status.
            return File.ReadAllLines(file) is [_, _, _, var port, var socket, var address, _, var status, ..]
                && status.Trim() == "ready"
                && int.TryParse(port, CultureInfo.InvariantCulture, out var number)
                    ? new(socket.Length > 0 ? socket : address, number)
                    : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static async Task<bool> AnswersAsync(NpgsqlConnectionStringBuilder address, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            // The server that holds the folder is about to make the database, or to stop.
            return false;
        }
    }
}
