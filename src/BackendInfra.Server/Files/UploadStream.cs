using BackendInfra.Core.Errors;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Files;

/// <summary>An upload's content: the bytes that were looked at already, then the rest, up to the app's limit.</summary>
internal sealed class UploadStream(ReadOnlyMemory<byte> head, Stream rest, long maxLength) : ForwardStream
{
    private ReadOnlyMemory<byte> _head = head;
    private long _read;

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

    /// <summary>The refusal of what is too large.</summary>
    public static ParseException TooLarge(long maxLength) => new(ErrorCode.FileTooLarge, $"The file is too large: at most {maxLength} bytes can be uploaded.");
}
