using System.Net.Sockets;

namespace BackendInfra.Tests.Shared;

/// <summary>Asks cheaply whether a container engine is there; Testcontainers asks slowly.</summary>
public static class ContainerEngine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    public static async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        var host = Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } given
            ? given
            : "unix:///var/run/docker.sock";
        if (!Uri.TryCreate(host, UriKind.Absolute, out var address))
            return false;
        if (address.Scheme == "npipe")
            return File.Exists(@"\\.\pipe\docker_engine");

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_patience);
        try
        {
            var isFile = address.Scheme == "unix";
            using var socket = isFile
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(SocketType.Stream, ProtocolType.Tcp);
            if (isFile)
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(address.AbsolutePath), timeout.Token);
            else
                await socket.ConnectAsync(address.Host, address.Port, timeout.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
