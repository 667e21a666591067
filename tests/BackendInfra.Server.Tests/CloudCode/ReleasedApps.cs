using System.Collections.Concurrent;
using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Server.CloudCode;
using BackendInfra.Tests.Shared;

namespace BackendInfra.Server.Tests.CloudCode;

/// <summary>Apps and the folders of their releases, in memory.</summary>
internal sealed class ReleasedApps : IAppStore, IReleaseFolders, IDisposable
{
    private readonly ConcurrentDictionary<string, App> _apps = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string, int), string> _folders = new();
    private readonly string _root = Directory.CreateTempSubdirectory("backendinfra-releases-").FullName;

    public ReleasedApps()
    {
        // Workers of other users pass through.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_root, (UnixFileMode)0b111_001_001);
    }

    /// <summary>Makes an app's next release of one file.</summary>
    public App Release(string name, string script, CloudDefinitions? definitions = null)
    {
        var number = (_apps.GetValueOrDefault(name)?.CloudCode?.Number ?? 0) + 1;
        _folders[(name, number)] = Folder(script);
        var app = new App(name, name, $"app_{name}", new AppKeys("c", "j", "r", "n", "m", "o", "t", "w"), new AppOptions()) { CloudCode = new CloudRelease(number, definitions ?? CloudDefinitions.None) };
        return _apps[name] = app;
    }

    /// <summary>A folder with one script.</summary>
    public string Folder(string script)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, Path.GetRandomFileName())).FullName;
        File.WriteAllText(Path.Combine(folder, "main.mjs"), script);
        return folder;
    }

    /// <summary>The folder of an app's release.</summary>
    public string FolderOf(App app) => _folders[(app.Id, app.CloudCode!.Number)];

    public Task<string> FolderAsync(App app, int release, CancellationToken cancellationToken) => Task.FromResult(_folders[(app.Id, release)]);

    public ValueTask<App?> FindAsync(string applicationId, CancellationToken cancellationToken) => new(_apps.GetValueOrDefault(applicationId));

    public Task<App?> FindByNameAsync(string name, CancellationToken cancellationToken) => Task.FromResult(_apps.GetValueOrDefault(name));

    public Task<IReadOnlyList<App>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<App>>([.. _apps.Values]);

    public Task<App> CreateAsync(string name, AppOptions options, CancellationToken cancellationToken, string? applicationId = null) => throw new NotSupportedException();

    public Task<App> ChangeAsync(App app, AppOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
