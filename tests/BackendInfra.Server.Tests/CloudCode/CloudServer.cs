using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Server.CloudCode.Releases;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode;

/// <summary>The real server with real workers, which run scripts with the real SDK. A class fixture.</summary>
public sealed class CloudServer : IAsyncLifetime
{
    private readonly string _releases = Directory.CreateTempSubdirectory("backendinfra-releases-").FullName;
    private readonly TestServer _server;

    public CloudServer(PostgresServer postgres)
    {
        // Workers of other users pass through.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_releases, (UnixFileMode)0b111_001_001);
        _server = new TestServer(postgres) { Settings = [$"--CloudCode:ReleaseFolder={_releases}", .. Settings] };
    }

    public TestServer Server => _server;

    /// <summary>Settings of a class that needs others.</summary>
    private static IReadOnlyList<string> Settings => ["--CloudCode:MaxBlockedSeconds=3", "--Jobs:Workers=2"];

    /// <summary>Makes an app with a script, public as Parse Server's are.</summary>
    public async Task<App> DeployAsync(string name, string script)
    {
        var app = await Server.CreateAppAsync(name, new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true });
        return await DeployAsync(app, script);
    }

    /// <summary>Deploys a script, and waits until the server knows of it.</summary>
    public async Task<App> DeployAsync(App app, string script)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var bundle = ReleaseBundle.Of([new BundleFile(ReleaseBundle.MainScript, Encoding.UTF8.GetBytes(script))], []);
        var deployed = await Server.Services.GetRequiredService<ReleaseDeployer>().DeployAsync(app, bundle, "", isDryRun: false, _ => { }, cancellationToken);
        var apps = Server.Services.GetRequiredService<IAppStore>();
        App? current = null;
        while (current?.CloudCode?.Number != deployed.Release!.Number)
        {
            await Task.Delay(10, cancellationToken);
            current = await apps.FindAsync(app.Id, cancellationToken);
        }

        return current!;
    }

    public ValueTask InitializeAsync() => Server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_releases, recursive: true);
    }
}
