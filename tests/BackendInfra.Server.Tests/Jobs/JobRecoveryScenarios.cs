using BackendInfra.Core.Apps;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.Jobs;

/// <summary>Runs whose server ends, and several servers.</summary>
public sealed class JobRecoveryScenarios(PostgresServer postgres)
{
    private static readonly AppOptions Options = new()
    {
        Jobs = new JobOptions { Named = new JobOptions().Named.Add("sturdy", new JobPolicyChanges { Retries = 1 }) },
    };

    [Fact]
    public async Task A_run_is_cancelled_from_another_server()
    {
        await using var servers = await JobServers.StartAsync(postgres, Options, null, 2, 0);
        Blocks(servers, "endless");
        var id = await servers.RunAsync("endless");
        await servers.SaysAsync(id, "begun");
        (await servers.MasterOf(servers.All[1]).PostAsync($"/parse/cloud_code/jobs/runs/{id}/cancel", "{}")).Expect(200);
        await servers.EndedAsync(id, "cancelled");
    }

    [Fact]
    public async Task A_run_that_waits_is_cancelled_at_once()
    {
        await using var servers = await JobServers.StartAsync(postgres, Options, null, 0);
        Blocks(servers, "endless");
        var id = await servers.RunAsync("endless");
        (await servers.Master.PostAsync($"/parse/cloud_code/jobs/runs/{id}/cancel", "{}")).Expect(200);
        Assert.Equal("cancelled", JobServers.Text(await servers.StatusAsync(id), "status"));
        await servers.AddAsync(1);
        servers.Code["later"] = (_, _, _) => Task.FromResult<string?>(null);
        await servers.EndedAsync(await servers.RunAsync("later"), "succeeded");
        Assert.Equal("later", Assert.Single(servers.Code.Calls).Name);
    }

    [Fact]
    public async Task A_run_that_waits_survives_a_restart()
    {
        await using var servers = await JobServers.StartAsync(postgres, Options, null, 0);
        servers.Code["greet"] = (call, _, _) => Task.FromResult<string?>(call.Parameters);
        var id = await servers.RunAsync("greet", """{"a":1}""");
        await servers.AddAsync(1);
        Assert.Equal("""{"a":1}""", JobServers.Text(await servers.EndedAsync(id, "succeeded"), "message"));
    }

    [Theory]
    [InlineData("sturdy", "succeeded", 2)]
    [InlineData("weak", "failed", 1)]
    public async Task When_its_server_is_stopped_a_run_begins_again_on_another_or_has_failed(string job, string status, int attempts)
    {
        await using var servers = await JobServers.StartAsync(postgres, Options, null, 0, 2);
        Blocks(servers, job);
        var id = await servers.RunAsync(job);
        await servers.SaysAsync(id, "begun");
        servers.Code[job] = (_, _, _) => Task.FromResult<string?>("again");
        await servers.All[1].StopAsync(TestContext.Current.CancellationToken);
        await servers.AddAsync(1);
        var ended = await servers.EndedAsync(id, status);
        Assert.Equal(status == "failed" ? "The server that ran it has ended." : "again", JobServers.Text(ended, "message"));
        Assert.Equal(attempts, ended.GetProperty("attempts").GetInt32());
    }

    [Theory]
    [InlineData("sturdy", "succeeded", 2)]
    [InlineData("weak", "failed", 1)]
    public async Task When_its_server_dies_a_run_begins_again_or_has_failed(string job, string status, int attempts)
    {
        await using var servers = await JobServers.StartAsync(postgres, Options, null, 2);
        var lost = new TaskCompletionSource();
        servers.Code[job] = async (_, report, cancellationToken) =>
        {
            cancellationToken.Register(lost.SetResult);
            await report("begun");
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return "the dead speak";
        };
        var id = await servers.RunAsync(job);
        await servers.SaysAsync(id, "begun");
        servers.Code[job] = (_, _, _) => Task.FromResult<string?>("again");

        // As a server leaves it that is no more.
        await servers.ExecuteAsync($"UPDATE backendinfra.job_runs SET server = 'gone', beat_at = now() - interval '1 hour' WHERE id = '{id}'");
        var ended = await servers.EndedAsync(id, status);
        Assert.Equal(status == "failed" ? "The server that ran it has ended." : "again", JobServers.Text(ended, "message"));
        Assert.Equal(attempts, ended.GetProperty("attempts").GetInt32());

        // The code that still ran was told to end, and its words did not count.
        await lost.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_run_whose_place_in_the_queue_was_lost_gets_another()
    {
        await using var servers = await JobServers.StartAsync(postgres, Options, null, 2);
        servers.Code["greet"] = (_, _, _) => Task.FromResult<string?>("hello");
        await servers.EndedAsync(await servers.RunAsync("greet"), "succeeded");
        var run = new JobRun(servers.App.Id, "forgotten1", "greet", "{}", RequestOrigin.None, new JobPolicy());
        Assert.True(await servers.ServiceOf<IJobStore>().TryAddAsync(servers.App, run, TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken));
        await servers.ExecuteAsync("UPDATE backendinfra.job_runs SET beat_at = now() - interval '1 hour'");
        await servers.EndedAsync("forgotten1", "succeeded");
    }

    [Fact]
    public async Task Old_runs_and_those_over_the_number_are_deleted_and_runs_under_way_are_not()
    {
        await using var servers = await JobServers.StartAsync(postgres, Options, null, 0);
        var (store, cancellationToken) = (servers.ServiceOf<IJobStore>(), TestContext.Current.CancellationToken);
        await servers.ServiceOf<ISchemaRegistry>().ChangeAsync(servers.App, JobStatusClass.EnsureIn, cancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (id, age, ends) in ((string, int, bool)[])[("a", 100, false), ("b", 90, true), ("c", 3, true), ("d", 2, true), ("e", 1, true)])
        {
            Assert.True(await store.TryAddAsync(servers.App, new JobRun("jobs", id, id, "{}", RequestOrigin.None, new JobPolicy()), now.AddDays(-age), cancellationToken));
            if (ends)
                Assert.True(await store.FinishAsync(servers.App, id, null, JobOutcome.Succeeded, null, now, cancellationToken));
        }

        Assert.Equal(2, await store.PruneAsync(servers.App, now.AddDays(-30), 2, cancellationToken));
        Assert.Equal(["a", "d", "e"], (await servers.Master.GetAsync("/parse/classes/_JobStatus")).All("objectId"));
    }

    private static void Blocks(JobServers servers, string job) => servers.Code[job] = async (_, report, cancellationToken) =>
    {
        await report("begun");
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return null;
    };
}
