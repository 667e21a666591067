using System.Text;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Logs;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.CloudCode;
using BackendInfra.Server.Dispatch;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode;

/// <summary>Cloud Code without a database: real processes of a small worker. A class fixture.</summary>
public sealed class WorkerHost : IAsyncLifetime
{
    private WebApplication? _host;

    internal ReleasedApps Apps { get; } = new();

    internal RecordedLog Log { get; } = new();

    internal CloudWorkers Workers => _host!.Services.GetRequiredService<CloudWorkers>();

    public async ValueTask InitializeAsync()
    {
        _host = Build(Apps, Log, "--CloudCode:FunctionSeconds=60", "--CloudCode:MaxBlockedSeconds=3");
        await _host.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync();
        await _host.DisposeAsync();
        Apps.Dispose();
    }

    internal static WebApplication Build(ReleasedApps apps, RecordedLog log, params string[] settings)
    {
        var script = Repository.PathOf("tests", "BackendInfra.Server.Tests", "Node", "cloud-worker.mjs");
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0", $"--CloudCode:Script={script}", .. settings]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IAppStore>(apps);
        builder.Services.AddSingleton<IReleaseFolders>(apps);
        builder.Services.AddSingleton<IAppLog>(log);
        builder.Services.AddCloudCode(builder.Configuration);
        return builder.Build();
    }

    internal Task<CodeAnswer> CallAsync(App app, string function, string parameters = "{}", CancellationToken? cancellationToken = null) =>
        CallAsync(Workers, app, function, parameters, cancellationToken);

    internal static Task<CodeAnswer> CallAsync(CloudWorkers workers, App app, string function, string parameters = "{}", CancellationToken? cancellationToken = null)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"functionName":{{JsonSerializer.Serialize(function)}},"params":{{parameters}}}""");
        return workers.CallAsync(new CodeCall(app, CodeKind.Function, function, body, RequestOrigin.None), cancellationToken ?? TestContext.Current.CancellationToken);
    }
}
