using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Jobs;
using BackendInfra.Postgres;
using BackendInfra.Server.Hosting;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace BackendInfra.Server.Tests.Jobs;

/// <summary>Servers with one database, one app and the same jobs.</summary>
internal sealed class JobServers : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly TimeProvider _time;
    private readonly HttpClient _http = new();
    private readonly List<WebApplication> _servers = [];
    private readonly TemporaryFolder _files = new();

    private JobServers(TestDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    public JobCode Code { get; } = new();

    public App App { get; private set; } = null!;

    public IReadOnlyList<WebApplication> All => _servers;

    /// <summary>Speaks to the first server.</summary>
    public RestClient Master => MasterOf(_servers[0]);

    /// <param name="workers">Of each server; its number is that of servers.</param>
    public static async Task<JobServers> StartAsync(PostgresServer postgres, AppOptions options, TimeProvider? time = null, params int[] workers)
    {
        var servers = new JobServers(await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken), time ?? TimeProvider.System);
        foreach (var count in workers)
            await servers.AddAsync(count);
        servers.App = await servers.ServiceOf<IAppStore>().CreateAsync("jobs", options, TestContext.Current.CancellationToken, "jobs");
        return servers;
    }

    public async Task<WebApplication> AddAsync(int workers)
    {
        var builder = ServerHost.CreateBuilder(["--urls=http://127.0.0.1:0", $"--Postgres:ConnectionString={_database.ConnectionString}", $"--Files:Folder={_files.Path}", $"--Jobs:Workers={workers}", "--Jobs:Lease=12"]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_time);
        builder.Services.AddSingleton<IJobDispatcher>(Code);
        builder.Services.AddPostgres(builder.Configuration);
        var server = ServerHost.Build(builder);
        _servers.Add(server);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public RestClient MasterOf(WebApplication server) => new(_http, new Uri(server.Urls.First()), App) { Headers = { ["X-Parse-Master-Key"] = App.Keys.Master } };

    public T ServiceOf<T>()
        where T : notnull => _servers[0].Services.GetRequiredService<T>();

    /// <summary>Begins a run and gives its id.</summary>
    public async Task<string> RunAsync(string job, string parameters = "{}")
    {
        var answer = (await Master.PostAsync($"/parse/jobs/{job}", parameters)).Expect(200);
        Assert.Equal("{}", answer.Text);
        return answer.Headers["X-Parse-Job-Status-Id"];
    }

    public async Task<JsonElement> StatusAsync(string id) => (await Master.GetAsync($"/parse/classes/_JobStatus/{id}")).Expect(200).Json;

    /// <summary>Waits until a run has ended in such a way.</summary>
    public Task<JsonElement> EndedAsync(string id, string status) => Eventually.SeeAsync(
        async () =>
        {
            var seen = await StatusAsync(id);
            Assert.True(Text(seen, "status") is "running" || Text(seen, "status") == status, seen.GetRawText());
            return seen;
        },
        seen => Text(seen, "status") == status);

    /// <summary>Waits until a run has said something.</summary>
    public Task SaysAsync(string id, string message) => Eventually.SeeAsync(() => StatusAsync(id), seen => Text(seen, "message") == message);

    /// <summary>Waits until a run's log has such a line.</summary>
    public Task<JsonElement> LoggedAsync(string id, string level, string text) => Eventually.SeeAsync(
        async () => (await Master.GetAsync("/parse/scriptlog", ("jobId", id), ("n", "100"), ("level", "debug"))).Expect(200).Json,
        seen => seen.EnumerateArray().Any(line => Text(line, "level") == level && Text(line, "message")!.Contains(text, StringComparison.Ordinal)));

    public async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = await _database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public static string? Text(JsonElement json, string member) => json.TryGetProperty(member, out var value) ? value.GetString() : null;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var server in _servers)
        {
            await server.StopAsync();
            await server.DisposeAsync();
        }

        await _database.DisposeAsync();
        _files.Dispose();
    }
}
