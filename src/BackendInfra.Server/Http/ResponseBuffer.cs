using System.Buffers;

namespace BackendInfra.Server.Http;

/// <summary>
/// Gathers an answer, so that an error on the way can still become an error answer (design §5), and sends it with its
/// length. An answer over 1 MB is streamed instead; an error after that aborts the connection.
/// </summary>
/// <param name="response">Where the answer goes; null for a part of a larger answer, which is never streamed by itself.</param>
internal sealed class ResponseBuffer(HttpResponse? response = null) : IBufferWriter<byte>, IDisposable
{
    private const int StreamingThreshold = 1024 * 1024;

    private readonly PooledBuffer _buffer = new();

    /// <summary>What has been gathered and not been sent.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _buffer.WrittenSpan;

    public void Advance(int count) => _buffer.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => _buffer.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _buffer.GetSpan(sizeHint);

    /// <summary>Forgets what has been gathered, for another attempt or another answer.</summary>
    /// <exception cref="InvalidOperationException">A part has been sent already.</exception>
    public void Clear()
    {
        if (response is { HasStarted: true })
            throw new InvalidOperationException("The answer is being streamed already.");
        _buffer.Clear();
    }

    /// <summary>Sends on what has gathered when it is much. Called between rows.</summary>
    public ValueTask StreamAsync(CancellationToken cancellationToken) =>
        response is null || _buffer.Length < StreamingThreshold ? ValueTask.CompletedTask : SendAsync(response, cancellationToken);

    /// <summary>Sends the rest of the answer.</summary>
    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (response is null)
            return ValueTask.CompletedTask;
        if (!response.HasStarted)
            response.ContentLength = _buffer.Length;
        return SendAsync(response, cancellationToken);
    }

    public void Dispose() => _buffer.Dispose();

    private async ValueTask SendAsync(HttpResponse target, CancellationToken cancellationToken)
    {
        await target.BodyWriter.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.Clear();
    }
}
