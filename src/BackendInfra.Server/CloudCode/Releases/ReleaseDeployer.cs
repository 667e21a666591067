using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Errors;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>Deploys: unpacks, installs, tries, and only then stores and activates. What fails on the way has changed nothing.</summary>
internal sealed class ReleaseDeployer(IReleaseStore store, ReleaseFolders folders, ICloudTrial trial, ILogger<ReleaseDeployer> log)
{
    public const int MaxComment = 500;

    /// <param name="report">Takes what it does, step by step.</param>
    /// <exception cref="ParseException">141 with the script's or npm's own error; 107 too long a comment; 101 the app is gone.</exception>
    public async Task<Deployment> DeployAsync(App app, ReleaseBundle bundle, string comment, bool isDryRun, Action<string> report, CancellationToken cancellationToken)
    {
        if (comment.Length > MaxComment)
            throw Refusals.InvalidJson($"A release's message can have at most {MaxComment} characters.");
        if (!isDryRun && await ActiveAsync(app, bundle, cancellationToken) is { } active)
            return new Deployment(active, app.CloudCode!.Definitions, IsUnchanged: true, bundle.Ignored);

        using var staged = await folders.StageAsync(app, bundle, report, cancellationToken);
        report("Starting the script");
        var definitions = await trial.TryAsync(app, staged.Folder, cancellationToken);
        if (isDryRun)
            return new Deployment(null, definitions, IsUnchanged: false, bundle.Ignored);

        // Its place on this machine first: who hears of the release finds it there.
        staged.Keep();
        var release = await store.AddAsync(app, new NewRelease(bundle.ToZip(), bundle.Digest, definitions, comment), cancellationToken);
        log.LogInformation("Deployed the release {Release} of {App}", release.Number, app.Name);
        await folders.PruneAsync(app, cancellationToken);
        return new Deployment(release, definitions, IsUnchanged: false, bundle.Ignored);
    }

    /// <summary>Goes back to a release, or forward again. It is tried anew, for what it needs may have changed since.</summary>
    /// <exception cref="ParseException">101 no such release; 141 it does not load any more.</exception>
    public async Task<Release> ActivateAsync(App app, int number, Action<string> report, CancellationToken cancellationToken)
    {
        var folder = await folders.FolderAsync(app, number, cancellationToken);
        report("Starting the script");
        await trial.TryAsync(app, folder, cancellationToken);
        var release = await store.ActivateAsync(app, number, cancellationToken);
        log.LogInformation("Activated the release {Release} of {App}", number, app.Name);
        return release;
    }

    private async Task<Release?> ActiveAsync(App app, ReleaseBundle bundle, CancellationToken cancellationToken) =>
        app.CloudCode is { } current && await store.FindAsync(app, current.Number, cancellationToken) is { IsActive: true } release && release.Digest == bundle.Digest
            ? release
            : null;
}
