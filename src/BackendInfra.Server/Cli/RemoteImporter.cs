using System.Net.Http.Headers;
using System.Text.Json;
using BackendInfra.Server.Import;

namespace BackendInfra.Server.Cli;

/// <summary>Sends files to the import endpoint of a server.</summary>
internal static class RemoteImporter
{
    /// <exception cref="CommandException">The server refused the file, with its reason.</exception>
    public static async Task<ImportResult> ImportAsync(
        RemoteServer server, ImportSource source, ImportOptions options, IProgress<ImportProgress> progress, CancellationToken cancellationToken)
    {
        await using var file = source.Open();
        using var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var target = $"import/{Uri.EscapeDataString(source.Name)}?strict={Flag(options.Strict)}&skipOrphans={Flag(options.SkipOrphans)}&withSessions={Flag(options.WithSessions)}";
        using var body = await server.SendAsync(HttpMethod.Post, target, content, cancellationToken);
        var answer = body.Deserialize(ImportJson.Default.ImportAnswer) ?? throw new CommandException("The server's answer is not that of an import.");
        progress.Report(new(IsWriting: true, answer.Rows, source.Length ?? 0));
        return answer.ToResult();
    }

    private static string Flag(bool value) => value ? "true" : "false";
}
