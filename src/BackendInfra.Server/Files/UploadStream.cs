using BackendInfra.Core.Errors;

namespace BackendInfra.Server.Files;

/// <summary>An upload's content: the bytes that were looked at already, then the rest, up to the app's limit.</summary>
internal sealed class UploadStream(ReadOnlyMemory<byte> head, Stream rest, long maxLength) : Stream
{
    private ReadOnlyMemory<byte> _head = head;
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="ParseException">129 when there is more than the limit.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = Math.Min(buffer.Length, _head.Length);
        if (read > 0)
        {
            _head[..read].CopyTo(buffer);
            _head = _head[read..];
        }
        else
        {
            read = await rest.ReadAsync(buffer, cancellationToken);
        }

        _read += read;
        return _read <= maxLength ? read : throw TooLarge(maxLength);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>The refusal of what is too large.</summary>
    public static ParseException TooLarge(long maxLength) => new(ErrorCode.FileTooLarge, $"The file is too large: at most {maxLength} bytes can be uploaded.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Uploads are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
