using BackendInfra.Core.Apps;
using BackendInfra.Server.CloudCode.Releases;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode.Releases;

/// <summary>A server whose scripts are tried by a double. A class fixture.</summary>
public sealed class ReleaseServer(PostgresServer postgres) : IAsyncLifetime
{
    public TestServer Server { get; } = new(postgres) { Register = services => services.AddSingleton<ICloudTrial, ScriptedTrial>() };

    public async Task<(App App, RestClient Master)> CreateAppAsync(string name, CloudCodeOptions? options = null)
    {
        var app = await Server.CreateAppAsync(name, new AppOptions { CloudCode = options ?? new() });
        return (app, Server.Master(app));
    }

    /// <summary>The app as servers know it now.</summary>
    public async Task<App> NowAsync(App app) =>
        (await Server.Services.GetRequiredService<IAppStore>().FindAsync(app.Id, TestContext.Current.CancellationToken))!;

    public ValueTask InitializeAsync() => Server.InitializeAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
