using System.Net.Http.Headers;
using System.Net.Mime;
using BackendInfra.Core.CloudCode;
using BackendInfra.Server.CloudCode.Releases;

namespace BackendInfra.Server.Cli.Releases;

/// <summary>Releases of a running server. It tries the scripts itself.</summary>
internal sealed class RemoteReleases(RemoteServer server) : IReleaseTarget
{
    private const string Path = "cloud_code/releases";

    public async Task<Deployment> DeployAsync(ReleaseBundle bundle, string message, bool isDryRun, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(bundle.ToZip());
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Zip);
        using var answer = await server.SendAsync(HttpMethod.Post, $"{Path}?message={Uri.EscapeDataString(message)}{(isDryRun ? "&dryRun=1" : "")}", content, cancellationToken);
        return ReleasesJson.ReadDeployment(answer.RootElement);
    }

    public async Task<IReadOnlyList<Release>> ListAsync(CancellationToken cancellationToken)
    {
        using var answer = await server.SendAsync(HttpMethod.Get, Path, null, cancellationToken);
        return [.. answer.RootElement.GetProperty("results").EnumerateArray().Select(ReleasesJson.ReadRelease)];
    }

    public Task<byte[]> DownloadAsync(int number, CancellationToken cancellationToken) =>
        server.SendForBytesAsync(HttpMethod.Get, $"{Path}/{number}/bundle", null, cancellationToken);

    public async Task<Release> ActivateAsync(int number, CancellationToken cancellationToken)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, $"{Path}/{number}/activate", null, cancellationToken);
        return ReleasesJson.ReadRelease(answer.RootElement);
    }
}
