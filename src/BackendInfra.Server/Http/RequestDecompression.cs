using System.IO.Compression;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Http;

/// <summary>Lets clients send bodies in gzip, deflate or br. Limits hold for what comes out.</summary>
internal sealed class RequestDecompression(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        // What is for an app's own server is passed on as it is.
        if (CloudCode.Web.WebEndpoints.IsWebSite(request.Path) || request.Headers.ContentEncoding.ToString() is not { Length: > 0 } encoding
            || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        await using var body = new InflatedBody(context, Decompress(request.Body, encoding));
        request.Body = body;
        request.Headers.ContentEncoding = default;

        // It is the length of what is not read any more.
        request.ContentLength = null;
        await next(context);
    }

    /// <exception cref="ParseException">107 with status 415: an encoding that is not offered, or several.</exception>
    private static Stream Decompress(Stream body, string encoding) => encoding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new ZLibStream(body, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(body, CompressionMode.Decompress, leaveOpen: true),
        _ => throw new ParseException(ErrorCode.InvalidJson, $"The content encoding {Excerpt.Of(encoding)} is not offered: use gzip, deflate or br.") { HttpStatus = StatusCodes.Status415UnsupportedMediaType },
    };
}
