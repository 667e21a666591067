using System.Text.Json;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Cli;

/// <summary>A running server's REST API, used with an app's master key.</summary>
internal sealed class RemoteServer : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Uri _api;

    /// <param name="server">With or without the REST API's path, <c>/parse</c>.</param>
    public RemoteServer(Uri server, string applicationId, string masterKey)
    {
        _api = server.AbsolutePath == "/" ? new Uri(server, "/parse/") : new Uri(server.AbsoluteUri.TrimEnd('/') + "/");
        _http.DefaultRequestHeaders.Add("X-Parse-Application-Id", applicationId);
        _http.DefaultRequestHeaders.Add("X-Parse-Master-Key", masterKey);
    }

    /// <param name="path">Below the REST API's.</param>
    /// <exception cref="CommandException">The server refused, with its reason; or the answer is no JSON.</exception>
    public async Task<JsonDocument> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        var body = await SendForBytesAsync(method, path, content, cancellationToken);
        try
        {
            return JsonDocument.Parse(body, ParseJson.DocumentOptions);
        }
        catch (JsonException)
        {
            throw new CommandException("The server's answer is not that of a BackendInfra server.");
        }
    }

    /// <inheritdoc cref="SendAsync"/>
    /// <returns>The answer as it is.</returns>
    public async Task<byte[]> SendForBytesAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_api, path)) { Content = content };
        using var response = await _http.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return response.IsSuccessStatusCode ? body : throw new CommandException(Reason((int)response.StatusCode, body));
    }

    public void Dispose() => _http.Dispose();

    private static string Reason(int status, byte[] answer)
    {
        var text = $"The server answered {status}";
        try
        {
            using var body = JsonDocument.Parse(answer);
            return body.RootElement.TryGetProperty("error", out var error) && error.GetString() is { } reason
                ? reason.StartsWith("unauthorized", StringComparison.Ordinal) ? $"{text}: {reason}. Check --app and the master key." : reason
                : $"{text}.";
        }
        catch (JsonException)
        {
            return $"{text}. Check that --server is the address of a BackendInfra server.";
        }
    }
}
