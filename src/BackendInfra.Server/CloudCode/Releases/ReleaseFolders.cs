using System.Collections.Concurrent;
using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Errors;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>
/// Releases on this machine, each in a folder called after the digest of its files: a folder that is there is complete, for it
/// gets its name last. Only this server's user can enter it, until an app's workers are admitted; what is above can be passed.
/// </summary>
internal sealed class ReleaseFolders(string root, IReleaseStore store, ModuleInstaller modules, TimeProvider time) : IReleaseFolders
{
    private const string StagingPrefix = ".new-";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Readable = Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode ReadableFile = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Another server, or a command, may still be making a folder of which nobody else knows yet; old workers may still use one.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Schema, int Release), string> _digests = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <exception cref="ParseException">101 no such release; 141 its modules cannot be installed, or its bundle is damaged.</exception>
    public async Task<string> FolderAsync(App app, int release, CancellationToken cancellationToken)
    {
        var final = FinalFolder(app, await DigestAsync(app, release, cancellationToken));
        if (Directory.Exists(final))
            return final;

        // Workers start together; one of them unpacks for all.
        var turn = _turns.GetOrAdd(final, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (!Directory.Exists(final))
                await UnpackAsync(app, release, Path.GetFileName(final), cancellationToken);
            return final;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Unpacks what is to be tried, with its npm modules.</summary>
    /// <exception cref="ParseException">141: they cannot be installed.</exception>
    public async Task<StagedRelease> StageAsync(App app, ReleaseBundle bundle, Action<string> report, CancellationToken cancellationToken)
    {
        var needsModules = LockFile.Requires(bundle);
        var home = FolderOf(app);
        Make(root, Passable);
        Make(home, Passable);
        var folder = Path.Combine(home, StagingPrefix + Path.GetRandomFileName());
        var staged = new StagedRelease(folder, FinalFolder(app, bundle.Digest));
        try
        {
            Make(folder, Private);
            foreach (var file in bundle.Files)
                await WriteAsync(folder, file, cancellationToken);
            if (needsModules)
            {
                report("Installing npm modules");
                await modules.InstallAsync(folder, cancellationToken);
            }

            return staged;
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    /// <summary>Removes folders of releases that are no more, and what a server that was killed has left.</summary>
    public async Task PruneAsync(App app, CancellationToken cancellationToken)
    {
        var kept = (await store.ListAsync(app, cancellationToken)).Select(release => release.Digest).ToHashSet(StringComparer.Ordinal);
        var before = time.GetUtcNow().UtcDateTime - Grace;
        foreach (var folder in new DirectoryInfo(FolderOf(app)).EnumerateDirectories())
        {
            if (!kept.Contains(folder.Name) && folder.LastWriteTimeUtc < before)
                folder.Delete(recursive: true);
        }
    }

    private async Task UnpackAsync(App app, int release, string digest, CancellationToken cancellationToken)
    {
        var zip = await store.ReadBundleAsync(app, release, cancellationToken) ?? throw Missing(release);
        var bundle = await BundleReader.ReadStoredAsync(zip, cancellationToken);
        if (bundle.Digest != digest)
            throw new ParseException(ErrorCode.ScriptFailed, $"The release {release} is damaged: its files are not those that were deployed. Deploy it again.");
        using var staged = await StageAsync(app, bundle, _ => { }, cancellationToken);
        staged.Keep();
    }

    private async Task<string> DigestAsync(App app, int release, CancellationToken cancellationToken)
    {
        if (_digests.TryGetValue((app.DatabaseSchema, release), out var known))
            return known;
        var found = await store.FindAsync(app, release, cancellationToken) ?? throw Missing(release);
        return _digests[(app.DatabaseSchema, release)] = found.Digest;
    }

    private static async Task WriteAsync(string folder, BundleFile file, CancellationToken cancellationToken)
    {
        var parts = file.Path.Split('/');
        var place = folder;
        foreach (var part in parts[..^1])
        {
            place = Path.Combine(place, part);
            if (!Directory.Exists(place))
                Make(place, Readable);
        }

        var path = Path.Combine(place, parts[^1]);
        await File.WriteAllBytesAsync(path, file.Content, cancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, ReadableFile);
    }

    private static void Make(string folder, UnixFileMode mode)
    {
        if (Directory.Exists(folder))
            return;
        Directory.CreateDirectory(folder);

        // Whatever the umask says.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, mode);
    }

    // The name of its schema is random and made of small letters: nothing that a client sends is part of a path.
    private string FolderOf(App app) => Path.Combine(root, app.DatabaseSchema);

    private string FinalFolder(App app, string digest) => Path.Combine(FolderOf(app), digest);

    private static ParseException Missing(int release) => new(ErrorCode.ObjectNotFound, $"There is no release {release}.");
}
