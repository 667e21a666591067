using BackendInfra.Core.Apps;
using BackendInfra.Postgres;
using BackendInfra.Server.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BackendInfra.Server.Tests.Hosting;

/// <summary>The real server in this process, on a free loopback port and a database of its own. A class fixture.</summary>
public sealed class TestServer(PostgresServer postgres) : IAsyncLifetime
{
    private TestDatabase? _database;
    private WebApplication? _server;

    /// <summary>Classes start public, and clients may make them: Parse Server's way.</summary>
    public App Open { get; private set; } = null!;

    /// <summary>Every option at its default: classes start protected.</summary>
    public App Guarded { get; private set; } = null!;

    public Uri Address => new(_server!.Urls.First());

    public string ConnectionString => _database!.ConnectionString;

    public IServiceProvider Services => _server!.Services;

    /// <summary>Settings beside those that every test server has, such as <c>--Testing=true</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Registers what a test puts in the place of the server's own.</summary>
    public Action<IServiceCollection> Register { get; init; } = _ => { };

    /// <summary>Where uploaded files are.</summary>
    public string Files { get; } = Directory.CreateTempSubdirectory("backendinfra-files-").FullName;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    /// <summary>Makes one more app, for a test that needs options or classes of its own.</summary>
    public Task<App> CreateAppAsync(string name, AppOptions options) =>
        Services.GetRequiredService<IAppStore>().CreateAsync(name, options, TestContext.Current.CancellationToken, name);

    /// <summary>A connection beside the server's own, to look at what it did or to be in its way.</summary>
    public Task<Npgsql.NpgsqlConnection> OpenDatabaseAsync() => _database!.OpenAsync(TestContext.Current.CancellationToken);

    public RestClient Anonymous(App app) => new(Http, Address, app);

    public RestClient Master(App app) => new(Http, Address, app) { Headers = { ["X-Parse-Master-Key"] = app.Keys.Master } };

    public RestClient ReadOnlyMaster(App app) => new(Http, Address, app) { Headers = { ["X-Parse-Master-Key"] = app.Keys.ReadOnlyMaster } };

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;

        // As root, the workers of Cloud Code run as other users, who have to pass to their releases.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Files, File.GetUnixFileMode(Files) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        _database = await postgres.CreateDatabaseAsync(cancellationToken);
        var builder = ServerHost.CreateBuilder(["--urls=http://127.0.0.1:0", $"--Postgres:ConnectionString={_database.ConnectionString}", $"--Files:Folder={Files}", $"--CloudCode:ReleaseFolder={Path.Combine(Files, "cloud-code")}", "--Jobs:Workers=0", .. Settings]);
        builder.Logging.ClearProviders();
        builder.Services.AddPostgres(builder.Configuration);
        Register(builder.Services);
        _server = ServerHost.Build(builder);
        await _server.StartAsync(cancellationToken);

        Open = await CreateAppAsync("open", new AppOptions
        {
            DefaultClassLevelPermissions = DefaultPermissions.Public,
            AllowClientClassCreation = true,

            // Hosts of the file values that tests of all value types use.
            FileUpload = new() { AllowedFileUrlDomains = ["b", "localhost"] },
        });
        Guarded = await CreateAppAsync("guarded", new AppOptions());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_server is not null)
        {
            await _server.StopAsync();
            await _server.DisposeAsync();
        }

        if (_database is not null)
            await _database.DisposeAsync();
        Directory.Delete(Files, recursive: true);
    }
}
