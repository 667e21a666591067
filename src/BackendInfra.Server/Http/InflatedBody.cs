using BackendInfra.Core.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace BackendInfra.Server.Http;

/// <summary>A decompressed body that ends with a refusal where it grows beyond the limit that a plain body would have.</summary>
internal sealed class InflatedBody(HttpContext context, Stream inflated) : ForwardStream
{
    private long _read;

    /// <exception cref="ParseException">107 what is not of the encoding that the request names, 116 too large.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = await inflated.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            throw new ParseException(ErrorCode.InvalidJson, "The body is not of the content encoding that the request names.", exception);
        }

        _read += count;

        // An endpoint may have set a limit of its own by now.
        return _read <= (context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? long.MaxValue) ? count : throw ErrorAnswer.TooLarge();
    }

    public override async ValueTask DisposeAsync()
    {
        await inflated.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inflated.Dispose();
        base.Dispose(disposing);
    }
}
