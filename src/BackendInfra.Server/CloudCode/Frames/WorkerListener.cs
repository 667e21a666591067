using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Cryptography;
using BackendInfra.Server.CloudCode.Containment;

namespace BackendInfra.Server.CloudCode.Frames;

/// <summary>
/// The Unix socket where this server's workers connect. Whoever connects must name, within seconds, a secret that was given to
/// one worker, and be that worker's user.
/// </summary>
internal sealed class WorkerListener : IAsyncDisposable
{
    private const int SecretLength = 32;
    private const int MaxHelloLength = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentDictionary<string, Expected> _expected = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <param name="path">Where it listens; the folder says who may pass.</param>
    /// <param name="shared">Whether workers of other users connect.</param>
    public WorkerListener(string path, bool shared)
    {
        Path = path;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        if (shared && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
        _listener.Listen(backlog: 64);
        _accepting = AcceptAsync();
    }

    public string Path { get; }

    /// <summary>Makes a secret for one worker.</summary>
    /// <param name="user">Who alone may use it; null: anybody who gets here.</param>
    /// <returns>The secret, and the connection once it was named. A connection that nobody waits for any more is closed.</returns>
    public (string Secret, Task<FrameConnection> Connected) Expect(uint? user, CancellationToken cancellationToken)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretLength));
        var expected = new Expected(user);
        _expected[secret] = expected;
        var registration = cancellationToken.Register(() =>
        {
            if (_expected.TryRemove(secret, out _))
                expected.Connection.TrySetCanceled(cancellationToken);
        });
        return (secret, ConnectedAsync());

        async Task<FrameConnection> ConnectedAsync()
        {
            await using (registration)
                return await expected.Connection.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _ = AdmitAsync(await _listener.AcceptAsync(_stop.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // One that has left before it was let in.
            }
        }
    }

    private async Task AdmitAsync(Socket socket)
    {
        var connection = new FrameConnection(socket);
        try
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limited.CancelAfter(Patience);
            if (await connection.ReadAsync(limited.Token, MaxHelloLength) is ConnectFrame hello
                && _expected.TryGetValue(hello.Secret, out var expected)
                && (expected.User is null || Posix.UserOf(socket) == expected.User)
                && _expected.TryRemove(hello.Secret, out _)
                && expected.Connection.TrySetResult(connection))
            {
                return;
            }
        }
        catch (Exception exception) when (exception is IOException or BadFrameException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Whatever that was, it is none of our workers.
        }

        await connection.DisposeAsync();
    }

    private sealed record Expected(uint? User)
    {
        public TaskCompletionSource<FrameConnection> Connection { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
