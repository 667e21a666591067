using BackendInfra.Core.Apps;
using BackendInfra.Core.Logs;
using BackendInfra.Server.Jobs.Platform;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Hangfire;
using Hangfire.Storage;
using Xunit;

namespace BackendInfra.Server.Tests.Jobs;

/// <summary>What the platform does from time to time.</summary>
public sealed class PlatformJobScenarios(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly AppOptions Options = new()
    {
        Logs = new LogOptions { MaxLines = 2 },
        Jobs = new JobOptions { HistoryRuns = 1 },
        IdempotencyOptions = new IdempotencyOptions { Paths = [".*"] },
        FileUpload = new FileUploadOptions { EnableForPublic = true, DeleteUnusedAfterDays = 1 },
    };

    private JobServers _servers = null!;

    public async ValueTask InitializeAsync() => _servers = await JobServers.StartAsync(postgres, Options, null, 1);

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public void All_of_them_are_recurring_jobs_of_Hangfire()
    {
        using var connection = _servers.ServiceOf<JobStorage>().GetConnection();
        var recurring = connection.GetRecurringJobs();
        Assert.Equal(PlatformJobs.Times.Keys.Order(StringComparer.Ordinal), recurring.Select(job => job.Id).Order(StringComparer.Ordinal));
        Assert.All(recurring, job => Assert.Equal(PlatformJobs.Times[job.Id], job.Cron));
    }

    [Fact]
    public async Task Sessions_that_ended_long_ago_are_deleted()
    {
        var ids = new List<string>();
        foreach (var name in (string[])["a", "b", "c"])
            ids.Add((await _servers.Master.PostAsync("/parse/users", $$"""{"username":"{{name}}","password":"secret"}""")).Expect(201).Json.GetProperty("objectId").GetString()!);
        var schema = _servers.App.DatabaseSchema;
        await EndAsync(ids[0], -8);
        await EndAsync(ids[1], -1);
        await RunAsync(PlatformJobs.Sessions);
        Assert.Equal(2L, await _servers.ExecuteAsync($"SELECT count(*) FROM \"{schema}\".\"_Session\""));
        Assert.Equal(0L, await _servers.ExecuteAsync($"SELECT count(*) FROM \"{schema}\".\"_Session\" WHERE data->>'user' = '{ids[0]}'"));

        Task EndAsync(string user, int days) => _servers.ExecuteAsync(
            $$"""UPDATE "{{schema}}"."_Session" SET data = data || jsonb_build_object('expiresAt', to_char(now() + interval '{{days}} days', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) WHERE data->>'user' = '{{user}}'""");
    }

    [Fact]
    public async Task Ids_of_requests_that_may_come_again_are_deleted()
    {
        var client = _servers.Master;
        foreach (var id in (string[])["one", "two"])
        {
            client.Headers["X-Parse-Request-Id"] = id;
            (await client.PostAsync("/parse/classes/Thing", "{}")).Expect(201);
        }

        var table = $"\"{_servers.App.DatabaseSchema}\"._requests";
        await _servers.ExecuteAsync($"UPDATE {table} SET expires_at = now() - interval '1 second' WHERE id = 'one'");
        await RunAsync(PlatformJobs.RequestIds);
        Assert.Equal("two", await _servers.ExecuteAsync($"SELECT string_agg(id, ',') FROM {table}"));
    }

    [Fact]
    public async Task Logs_and_runs_are_pruned()
    {
        _servers.Code["greet"] = (_, _, _) => Task.FromResult<string?>(null);
        for (var run = 0; run < 2; run++)
            await _servers.EndedAsync(await _servers.RunAsync("greet"), "succeeded");
        await RunAsync(PlatformJobs.Runs);
        Assert.Single((await _servers.Master.GetAsync("/parse/classes/_JobStatus")).Expect(200).Results);

        for (var line = 0; line < 4; line++)
            _servers.ServiceOf<IAppLog>().Write(_servers.App, new AppLogEntry(TimeProvider.System.GetUtcNow(), AppLogLevel.Info, "s", $"{line}"));
        await Eventually.SeeAsync(LinesAsync, count => count == 4);
        await RunAsync(PlatformJobs.Logs);
        Assert.Equal(2, await LinesAsync());

        async Task<int> LinesAsync() => (await _servers.Master.GetAsync("/parse/scriptlog", ("n", "100"))).Expect(200).Json.GetArrayLength();
    }

    [Fact]
    public async Task A_young_file_stays() // Older ones: see the tests of the cleaner.
    {
        var file = (await _servers.Master.PostAsync("/parse/files/a.txt", """{"base64":"aGVsbG8=","_ContentType":"text/plain"}""")).Expect(201).Json;
        await RunAsync(PlatformJobs.Files);
        (await _servers.Master.GetAsync(new Uri(file.GetProperty("url").GetString()!).PathAndQuery)).Expect(200);
    }

    private Task RunAsync(string job) => _servers.ServiceOf<PlatformJobs>().RunAsync(job, TestContext.Current.CancellationToken);
}
