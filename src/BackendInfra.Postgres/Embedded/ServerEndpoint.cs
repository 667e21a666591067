using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace BackendInfra.Postgres.Embedded;

/// <summary>Where the server listens.</summary>
/// <param name="Host">A socket's folder, or the loopback address.</param>
/// <param name="Port">The port, which is also part of a socket's name.</param>
/// <param name="RemovedFolder">A folder to remove when the server has stopped.</param>
internal sealed record ServerEndpoint(string Host, int Port, string? RemovedFolder = null)
{
    internal bool IsSocket => Host.StartsWith('/');

    internal static async Task<ServerEndpoint> CreateAsync(ServerFolder folder, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            return new("127.0.0.1", FreePort());
        var socket = await SocketFolder.CreateAsync(folder, cancellationToken);
        return new(socket.Path, 5432, socket.IsTemporary ? socket.Path : null);
    }

    internal NpgsqlConnectionStringBuilder ConnectionString(string password) => new()
    {
        Host = Host,
        Port = Port,
        Username = EmbeddedPostgres.Role,
        Password = password,
        // Nothing leaves this machine; asking for either costs round trips.
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
