using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Core.Webhooks;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Webhooks;

/// <summary>Calls webhooks: one POST of JSON, answered by <c>{"success":…}</c> or <c>{"error":…}</c> within the app's time (reference §9).</summary>
internal sealed class WebhookClient(TimeProvider time, ILogger<WebhookClient> log) : IDisposable
{
    /// <summary>Calls of one app that run at the same time; the others wait. It also ends hooks that call each other without end.</summary>
    private const int MaxConcurrent = 256;

    private const int MaxAnswerSize = 8 * 1024 * 1024;
    private const int MaxMessageLength = 2000;

    /// <summary>A transaction that waits for a hook is ended by the database after a minute.</summary>
    private const int MaxSeconds = 50;

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _slots = new(StringComparer.Ordinal);

    // Redirects would carry the key and the objects to whom nobody has named; so would a proxy.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = 64,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <param name="depth">How many triggers and functions are at work around this call.</param>
    /// <param name="transaction">The token of the transaction that waits, <see cref="HookTransactions"/>.</param>
    /// <returns>What the hook answered as <c>success</c>; null for none.</returns>
    /// <exception cref="ParseException">The hook's own refusal; 124 it took too long; 143 it cannot be reached or answered nonsense.</exception>
    public async Task<JsonElement?> CallAsync(App app, Webhook hook, ReadOnlyMemory<byte> body, int depth, string? transaction, CancellationToken cancellationToken)
    {
        using var limited = new CancellationTokenSource(TimeSpan.FromSeconds(Seconds(app)), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellationToken);
        var slot = _slots.GetOrAdd(app.Id, _ => new SemaphoreSlim(MaxConcurrent));
        try
        {
            await slot.WaitAsync(either.Token);
            try
            {
                using var request = Request(app, hook, body, depth, transaction);
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
                return await AnswerAsync(response, either.Token);
            }
            finally
            {
                slot.Release();
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ParseException(ErrorCode.Timeout, $"The webhook did not answer within {Seconds(app)} seconds.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UriFormatException)
        {
            log.LogWarning(exception, "A webhook of app {App} cannot be reached.", app.Name);
            throw new ParseException(ErrorCode.WebhookError, "The webhook cannot be reached.", exception);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        foreach (var slot in _slots.Values)
            slot.Dispose();
    }

    private static int Seconds(App app) => Math.Clamp(app.Options.WebhookTimeout, 1, MaxSeconds);

    private static HttpRequestMessage Request(App app, Webhook hook, ReadOnlyMemory<byte> body, int depth, string? transaction)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, hook.Url) { Content = content };
        request.Headers.Add("X-Parse-Webhook-Key", app.Keys.Webhook);
        request.Headers.Add(RequestOrigins.DepthHeader, $"{depth + 1}");
        if (transaction is not null)
            request.Headers.Add(HookTransactions.Header, transaction);
        return request;
    }

    private static async Task<JsonElement?> AnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(response, cancellationToken);
        if (answer is { ValueKind: JsonValueKind.Object } json)
        {
            if (json.TryGetProperty("error", out var error) && error.ValueKind is not (JsonValueKind.Null or JsonValueKind.False) && error.GetRawText() is not ("\"\"" or "0"))
                throw Refusal(error);
            if (response.IsSuccessStatusCode && json.TryGetProperty("success", out var success))
                return success.ValueKind == JsonValueKind.Null ? null : success;
        }

        throw new ParseException(ErrorCode.WebhookError, response.IsSuccessStatusCode
            ? "The webhook's answer is malformed: it must be a JSON object with success or error."
            : $"The webhook answered with status {(int)response.StatusCode}.");
    }

    /// <summary>The answer's JSON; null when it is none.</summary>
    private static async Task<JsonElement?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var buffer = new PooledBuffer();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        int read;
        while ((read = await stream.ReadAsync(buffer.GetMemory(4096), cancellationToken)) > 0)
        {
            buffer.Advance(read);
            if (buffer.Length > MaxAnswerSize)
                throw new ParseException(ErrorCode.WebhookError, $"The webhook's answer is larger than {MaxAnswerSize} bytes.");
        }

        try
        {
            using var document = ParseJson.ParseDocument(buffer.WrittenMemory);
            return document.RootElement.Clone();
        }
        catch (ParseException)
        {
            return null;
        }
    }

    /// <summary>A text, or an object with a text and a code of the hook's own.</summary>
    private static ParseException Refusal(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
            return new ParseException(ErrorCode.ScriptFailed, Short(error.ValueKind == JsonValueKind.String ? error.GetString()! : error.GetRawText()));

        var code = error.TryGetProperty("code", out var sent) && sent.ValueKind == JsonValueKind.Number && sent.TryGetInt32(out var number) && number != 0 ? (ErrorCode)number : ErrorCode.ScriptFailed;
        var message = Text(error, "error") ?? Text(error, "message") ?? "Script failed. Unknown error.";

        // Whatever its code, a hook's refusal is no failure of this server.
        return new ParseException(code, Short(message)) { HttpStatus = code == ErrorCode.InternalServerError ? StatusCodes.Status400BadRequest : null };
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Short(string message) => message.Length <= MaxMessageLength ? message : message[..MaxMessageLength];
}
