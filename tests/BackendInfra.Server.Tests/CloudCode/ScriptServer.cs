using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode;

/// <summary>The real server, to which scripts are deployed as people deploy them: over HTTP. A class fixture.</summary>
public sealed class ScriptServer : IAsyncLifetime
{
    private readonly string _releases = Directory.CreateTempSubdirectory("backendinfra-scripts-").FullName;

    public ScriptServer(PostgresServer postgres)
    {
        // Workers of other users pass through.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_releases, (UnixFileMode)0b111_001_001);

        // Tests share the machine with others: what is slow there is not stuck.
        Server = new TestServer(postgres)
        {
            Settings = [$"--CloudCode:ReleaseFolder={_releases}", "--CloudCode:MaxBlockedSeconds=60", "--CloudCode:FunctionSeconds=120", "--CloudCode:TriggerSeconds=120", "--CloudCode:StartSeconds=120", "--Jobs:Workers=2"],
        };
    }

    public TestServer Server { get; }

    /// <summary>Deploys a script to a new app, and waits until the server runs it.</summary>
    public async Task<App> DeployAsync(string name, string script, AppOptions options)
    {
        var app = await Server.CreateAppAsync(name, options);
        var release = (await Server.Master(app).PostAsync("/parse/cloud_code/releases", JsonSerializer.Serialize(new { files = new Dictionary<string, string> { ["main.js"] = script } })))
            .Expect(201).Json.GetProperty("release").GetProperty("number").GetInt32();
        var apps = Server.Services.GetRequiredService<IAppStore>();
        App? current = null;
        while (current?.CloudCode?.Number != release)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            current = await apps.FindAsync(app.Id, TestContext.Current.CancellationToken);
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
