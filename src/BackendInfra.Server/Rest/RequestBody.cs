using System.IO.Pipelines;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Rest;

/// <summary>The JSON that came with a request, whatever its content type says. Disposed when the request is done.</summary>
internal sealed class RequestBody : IDisposable
{
    private readonly PooledBuffer? _bytes;
    private readonly JsonDocument? _document;

    private RequestBody(PooledBuffer? bytes, JsonDocument? document)
    {
        _bytes = bytes;
        _document = document;
        Json = document is null ? RestBody.None : new RestBody(document.RootElement);
    }

    public RestBody Json { get; }

    /// <exception cref="ParseException">107 when it is not JSON.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is 0 || (request.ContentLength is null && !HasBody(request)))
            return new RequestBody(null, null);

        var bytes = new PooledBuffer((int)Math.Clamp(request.ContentLength ?? 0, 256, 1024 * 1024));
        try
        {
            await CopyAsync(request.BodyReader, bytes, cancellationToken);
            return new RequestBody(bytes, bytes.Length == 0 ? null : ParseJson.ParseDocument(bytes.WrittenMemory));
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>Checks what could not be checked before the app was known.</summary>
    /// <exception cref="ParseException">116 larger than the app allows, 107 nested deeper.</exception>
    public void RequireWithin(AppOptions options)
    {
        if (_bytes is null)
            return;
        if (_bytes.Length > options.MaxUploadSize)
            throw ErrorAnswer.TooLarge();
        if (options.Limits.JsonDepth < ParseJson.MaxDepth)
            RequireDepth(_bytes.WrittenSpan, options.Limits.JsonDepth);
    }

    public void Dispose()
    {
        _document?.Dispose();
        _bytes?.Dispose();
    }

    private static void RequireDepth(ReadOnlySpan<byte> utf8, int limit)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ParseJson.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && reader.CurrentDepth >= limit)
                throw Refusals.InvalidJson($"JSON may nest at most {limit} levels deep.");
        }
    }

    private static bool HasBody(HttpRequest request) =>
        request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false;

    private static async Task CopyAsync(PipeReader reader, PooledBuffer bytes, CancellationToken cancellationToken)
    {
        ReadResult result;
        do
        {
            result = await reader.ReadAsync(cancellationToken);
            foreach (var segment in result.Buffer)
            {
                segment.Span.CopyTo(bytes.GetSpan(segment.Length));
                bytes.Advance(segment.Length);
            }

            reader.AdvanceTo(result.Buffer.End);
        }
        while (!result.IsCompleted);
    }
}
