using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>
/// Deploys the folders of the settings <c>CloudCode:Apps:{app}</c> when the server has started, and again whenever their files
/// change. What does not load is told in the log, and the release before it goes on.
/// </summary>
internal sealed class ConfiguredReleases(
    IConfiguration configuration, IAppStore apps, ReleaseDeployer deployer, IHostApplicationLifetime lifetime, ILogger<ConfiguredReleases> log) : BackgroundService
{
    private const string Section = "CloudCode:Apps", Comment = "Deployed from a folder of the server";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var folders = configuration.GetSection(Section).GetChildren().Where(setting => setting.Value is { Length: > 0 }).ToArray();
        if (folders.Length == 0)
            return;

        // Scripts are told where the server is, which it knows when it listens.
        using var startedOrStopped = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStarted, stoppingToken);
        await Task.Delay(Timeout.Infinite, startedOrStopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(folders.Select(setting => FollowAsync(setting.Key, Path.GetFullPath(setting.Value!), stoppingToken)));
    }

    private async Task FollowAsync(string name, string folder, CancellationToken stoppingToken)
    {
        if (!Directory.Exists(folder))
        {
            log.LogError("The setting {Setting}:{App} cannot be followed: there is no folder {Folder}", Section, name, folder);
            return;
        }

        // Before the first look, so that no change falls between.
        using var watched = new WatchedFolder(folder);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DeployAsync(name, folder, stoppingToken);
                await watched.ChangedAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task DeployAsync(string name, string folder, CancellationToken cancellationToken)
    {
        try
        {
            var app = await apps.FindByNameAsync(name, cancellationToken) ?? throw new ParseException(ErrorCode.ObjectNotFound, $"There is no app named {name}.");
            var bundle = await BundleFolder.ReadAsync(folder, app.Options.CloudCode, cancellationToken);
            var deployment = await deployer.DeployAsync(app, bundle, Comment, isDryRun: false, _ => { }, cancellationToken);
            if (!deployment.IsUnchanged)
                log.LogInformation("{Folder} is the release {Release} of {App} now", folder, deployment.Release!.Number, name);
        }
        catch (Exception exception) when (exception is ParseException or IOException or UnauthorizedAccessException)
        {
            log.LogError("{Folder} was not deployed to {App}; what was deployed before goes on. {Message}", folder, name, exception.Message);
        }
    }
}
