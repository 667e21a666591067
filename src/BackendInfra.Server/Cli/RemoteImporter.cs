using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BackendInfra.Server.Import;

namespace BackendInfra.Server.Cli;

/// <summary>Sends files to the import endpoint of a server.</summary>
internal sealed class RemoteImporter : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Uri _endpoint;

    /// <param name="server">With or without the REST API's path, <c>/parse</c>.</param>
    public RemoteImporter(Uri server, string applicationId, string masterKey)
    {
        var api = server.AbsolutePath == "/" ? new Uri(server, "/parse/") : new Uri(server.AbsoluteUri.TrimEnd('/') + "/");
        _endpoint = new Uri(api, "import/");
        _http.DefaultRequestHeaders.Add("X-Parse-Application-Id", applicationId);
        _http.DefaultRequestHeaders.Add("X-Parse-Master-Key", masterKey);
    }

    /// <exception cref="CommandException">The server refused the file, with its reason.</exception>
    public async Task<ImportResult> ImportAsync(ImportSource source, ImportOptions options, IProgress<ImportProgress> progress, CancellationToken cancellationToken)
    {
        await using var file = source.Open();
        using var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var target = new Uri(_endpoint, $"{Uri.EscapeDataString(source.Name)}?strict={Flag(options.Strict)}&skipOrphans={Flag(options.SkipOrphans)}&withSessions={Flag(options.WithSessions)}");
        using var response = await _http.PostAsync(target, content, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new CommandException(await ReasonAsync(response, cancellationToken));
        var answer = await response.Content.ReadFromJsonAsync(ImportJson.Default.ImportAnswer, cancellationToken)
            ?? throw new CommandException("The server's answer is not that of an import.");
        progress.Report(new(IsWriting: true, answer.Rows, source.Length ?? 0));
        return answer.ToResult();
    }

    public void Dispose() => _http.Dispose();

    private static string Flag(bool value) => value ? "true" : "false";

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = $"The server answered {(int)response.StatusCode}";
        try
        {
            using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return body.RootElement.TryGetProperty("error", out var error) && error.GetString() is { } reason
                ? reason.StartsWith("unauthorized", StringComparison.Ordinal) ? $"{status}: {reason}. Check --app and the master key." : reason
                : $"{status}.";
        }
        catch (JsonException)
        {
            return $"{status}. Check that --server is the address of a BackendInfra server.";
        }
    }
}
