using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Server.CloudCode.Releases;

namespace BackendInfra.Server.Cli.Releases;

/// <summary>Releases in the database. Scripts are tried on this machine.</summary>
internal sealed class StoredReleases(IServiceProvider services, App app) : IReleaseTarget
{
    private readonly IReleaseStore _store = services.GetRequiredService<IReleaseStore>();

    public async Task<Deployment> DeployAsync(ReleaseBundle bundle, string message, bool isDryRun, CancellationToken cancellationToken)
    {
        // Read for the widest limits; those of the app are known now.
        var limits = new BundleLimits(app.Options.CloudCode);
        foreach (var file in bundle.Files)
        {
            limits.AddFile();
            limits.AddBytes(file.Content.Length);
        }

        return await services.GetRequiredService<ReleaseDeployer>().DeployAsync(app, bundle, message, isDryRun, Console.WriteLine, cancellationToken);
    }

    public Task<IReadOnlyList<Release>> ListAsync(CancellationToken cancellationToken) => _store.ListAsync(app, cancellationToken);

    public async Task<byte[]> DownloadAsync(int number, CancellationToken cancellationToken) =>
        await _store.ReadBundleAsync(app, number, cancellationToken) ?? throw ReleaseRoutes.Missing($"{number}");

    public Task<Release> ActivateAsync(int number, CancellationToken cancellationToken) =>
        services.GetRequiredService<ReleaseDeployer>().ActivateAsync(app, number, Console.WriteLine, cancellationToken);
}
