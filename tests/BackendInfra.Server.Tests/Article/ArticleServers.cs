using BackendInfra.Core.Apps;
using BackendInfra.Postgres;
using BackendInfra.Server.Hosting;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BackendInfra.Server.Tests.Article;

/// <summary>Two servers with one database, real workers, and a clock that the test moves.</summary>
internal sealed class ArticleServers : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly HttpClient _http = new();
    private readonly List<WebApplication> _servers = [];
    private readonly List<string> _releases = [];

    private ArticleServers(TestDatabase database) => _database = database;

    public App App { get; private set; } = null!;

    public string ConnectionString => _database.ConnectionString;

    public IReadOnlyList<Uri> Addresses => [.. _servers.Select(server => new Uri(server.Urls.First()))];

    /// <summary>Speaks to the first server.</summary>
    public RestClient Master => new(_http, Addresses[0], App) { Headers = { ["X-Parse-Master-Key"] = App.Keys.Master } };

    /// <summary>Speak to one server each.</summary>
    public IEnumerable<RestClient> Anonymous => Addresses.Select(address => new RestClient(_http, address, App));

    public static async Task<ArticleServers> StartAsync(PostgresServer postgres, TimeProvider clock)
    {
        var servers = new ArticleServers(await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken));
        await servers.AddAsync(clock);
        await servers.AddAsync(clock);
        servers.App = await servers._servers[0].Services.GetRequiredService<IAppStore>().CreateAsync("article", new AppOptions(), TestContext.Current.CancellationToken, "article");
        return servers;
    }

    /// <summary>A folder that workers, who are other users, pass through.</summary>
    public string NewReleaseFolder()
    {
        var folder = Directory.CreateTempSubdirectory("backendinfra-releases-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_001_001);
        _releases.Add(folder);
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var server in _servers)
        {
            await server.StopAsync();
            await server.DisposeAsync();
        }

        await _database.DisposeAsync();
        foreach (var folder in _releases)
            Directory.Delete(folder, recursive: true);
    }

    private async Task AddAsync(TimeProvider clock)
    {
        var builder = ServerHost.CreateBuilder(["--urls=http://127.0.0.1:0", $"--Postgres:ConnectionString={_database.ConnectionString}", $"--CloudCode:ReleaseFolder={NewReleaseFolder()}", "--Jobs:Workers=2", "--CloudCode:Workers=1"]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(clock);
        builder.Services.AddPostgres(builder.Configuration);
        var server = ServerHost.Build(builder);
        _servers.Add(server);
        await server.StartAsync(TestContext.Current.CancellationToken);
    }
}
