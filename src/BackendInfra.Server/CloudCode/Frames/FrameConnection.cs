using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.CloudCode.Frames;

/// <summary>
/// Frames both ways over a socket. Sending never waits: frames gather in pooled memory, and all that are there go out together.
/// </summary>
internal sealed class FrameConnection : IAsyncDisposable
{
    public const int MaxLength = 32 * 1024 * 1024;

    private const int HeadLength = sizeof(int);
    private const int ReadSize = 32 * 1024;

    /// <summary>A worker that leaves more than this unread reads nothing at all.</summary>
    private const long MaxUnread = 4L * MaxLength;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly PipeReader _incoming;
    private readonly Pipe _outgoing = new(new PipeOptions(pauseWriterThreshold: 0, resumeWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Lock _sending = new();
    private readonly PooledBuffer _frame = new();
    private readonly Utf8JsonWriter _json;
    private readonly Task _pump;
    private long _unread;
    private bool _isClosed;

    public FrameConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _incoming = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: ReadSize, leaveOpen: true));
        _json = new Utf8JsonWriter(_frame, ParseJsonText.WriterOptions);
        _pump = PumpAsync();
    }

    /// <summary>Sends one frame. On a connection that has ended it does nothing: reading says so.</summary>
    /// <param name="write">Writes the members of the frame's object.</param>
    /// <exception cref="ParseException">116 larger than a frame may be.</exception>
    public void Send<T>(T state, Action<Utf8JsonWriter, T> write)
    {
        lock (_sending)
        {
            if (_isClosed)
                return;
            _frame.Clear();
            _json.Reset();
            _json.WriteStartObject();
            write(_json, state);
            _json.WriteEndObject();
            _json.Flush();
            if (_frame.Length > MaxLength)
                throw new ParseException(ErrorCode.ObjectTooLarge, $"Cloud Code takes at most {MaxLength} bytes at once.");
            if (Interlocked.Add(ref _unread, HeadLength + _frame.Length) > MaxUnread)
            {
                Abort();
                return;
            }

            var head = _outgoing.Writer.GetSpan(HeadLength);
            BinaryPrimitives.WriteInt32BigEndian(head, _frame.Length);
            _outgoing.Writer.Advance(HeadLength);
            _outgoing.Writer.Write(_frame.WrittenSpan);

            // Without a threshold it is done at once.
            _ = _outgoing.Writer.FlushAsync().AsTask();
        }
    }

    /// <summary>The next frame; null when the worker has closed the connection.</summary>
    /// <exception cref="BadFrameException">What came is no frame.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<WorkerFrame?> ReadAsync(CancellationToken cancellationToken, int maxLength = MaxLength)
    {
        while (true)
        {
            var read = await _incoming.ReadAsync(cancellationToken);
            if (TryTake(read.Buffer, maxLength) is { } frame)
                return frame;
            if (read.IsCompleted)
                return null;
        }
    }

    /// <summary>Ends the connection at once; whoever reads from it learns it.</summary>
    public void Abort() => _socket.Close(timeout: 0);

    public async ValueTask DisposeAsync()
    {
        Abort();
        lock (_sending)
        {
            _isClosed = true;
            _outgoing.Writer.Complete();
        }

        await _pump;
        await _incoming.CompleteAsync();
        await _stream.DisposeAsync();
        lock (_sending)
        {
            _json.Dispose();
            _frame.Dispose();
        }
    }

    /// <summary>A whole frame at the beginning of what has come; null when there is none yet.</summary>
    private WorkerFrame? TryTake(ReadOnlySequence<byte> buffer, int maxLength)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        if (buffer.Length < HeadLength)
        {
            _incoming.AdvanceTo(buffer.Start, buffer.End);
            return null;
        }

        buffer.Slice(0, HeadLength).CopyTo(head);
        var length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (length <= 0 || length > maxLength)
            throw new BadFrameException($"A frame of {length} bytes.");
        if (buffer.Length < HeadLength + length)
        {
            _incoming.AdvanceTo(buffer.Start, buffer.End);
            return null;
        }

        var body = buffer.Slice(HeadLength, length);
        var frame = FrameReader.Read(body);
        _incoming.AdvanceTo(body.End);
        return frame;
    }

    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                var read = await _outgoing.Reader.ReadAsync();
                foreach (var part in read.Buffer)
                    await _stream.WriteAsync(part);
                Interlocked.Add(ref _unread, -read.Buffer.Length);
                _outgoing.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    return;
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The worker has gone. What it was sent is answered by those who wait for it.
        }
        finally
        {
            await _outgoing.Reader.CompleteAsync();
        }
    }
}
