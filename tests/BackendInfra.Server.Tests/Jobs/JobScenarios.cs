using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Logs;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.Jobs;

/// <summary>Runs of jobs on one server.</summary>
public sealed class JobScenarios(PostgresServer postgres) : IAsyncLifetime
{
    private JobServers _servers = null!;

    private JobCode Code => _servers.Code;

    public async ValueTask InitializeAsync()
    {
        var named = new JobOptions().Named
            .Add("slow", new JobPolicyChanges { Timeout = 1 })
            .Add("shaky", new JobPolicyChanges { Retries = 2, RetryDelay = 0 })
            .Add("many", new JobPolicyChanges { Parallel = true });
        _servers = await JobServers.StartAsync(postgres, new AppOptions { Jobs = new JobOptions { Named = named } }, null, 3);
    }

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public async Task A_job_runs_and_its_status_tells_of_it()
    {
        var gate = new TaskCompletionSource();
        Code["printSales"] = async (call, report, _) =>
        {
            await report("half");
            await gate.Task;
            _servers.ServiceOf<IAppLog>().Write(call.App, new AppLogEntry(TimeProvider.System.GetUtcNow(), AppLogLevel.Info, "job printSales", "Sales: 1440$") { JobId = call.JobId });
            return $"done {call.App.Keys.Master}";
        };
        var id = await _servers.RunAsync("printSales", """{"a":1,"when":{"__type":"Date","iso":"2026-01-02T03:04:05.678Z"}}""");
        await _servers.SaysAsync(id, "half");
        var running = await _servers.StatusAsync(id);
        Assert.Equal("running", JobServers.Text(running, "status"));
        Assert.False(running.TryGetProperty("finishedAt", out _));

        gate.SetResult();
        var ended = await _servers.EndedAsync(id, "succeeded");
        Assert.Equal("done ********", JobServers.Text(ended, "message"));
        Assert.Equal("printSales", JobServers.Text(ended, "jobName"));
        Assert.Equal("api", JobServers.Text(ended, "source"));
        Assert.Equal(1, ended.GetProperty("attempts").GetInt32());
        Answer.AreEqual("""{"a":1,"when":{"__type":"Date","iso":"2026-01-02T03:04:05.678Z"}}""", ended.GetProperty("params").GetRawText());
        Answer.AreEqual("{}", ended.GetProperty("ACL").GetRawText());
        Assert.Equal("Date", ended.GetProperty("finishedAt").GetProperty("__type").GetString());
        await _servers.LoggedAsync(id, "info", "Sales: 1440$");

        var call = Assert.Single(Code.Calls);
        Assert.Equal(id, call.JobId);
        Assert.DoesNotContain("x-parse-master-key", call.Origin.Headers().Keys);
        Assert.Equal("jobs", call.Origin.Headers()["x-parse-application-id"]);
        Assert.NotNull(call.Origin.Address);
    }

    [Fact]
    public async Task The_dashboards_form_gives_the_name_and_the_parameters_in_the_body()
    {
        Code["greet"] = (call, _, _) => Task.FromResult<string?>(call.Parameters);
        await _servers.EndedAsync(await StartAsync("""{"jobName":"greet","description":"Executing from job schedule web console.","input":{"a":[1]},"when":0}"""), "succeeded");
        Answer.AreEqual("""{"a":[1]}""", Assert.Single(Code.Calls).Parameters);
        await _servers.EndedAsync(await StartAsync("""{"jobName":"greet","b":2}"""), "succeeded");
        Assert.Contains(Code.Calls, call => call.Parameters == """{"jobName":"greet","b":2}""");

        async Task<string> StartAsync(string body) => (await _servers.Master.PostAsync("/parse/jobs", body)).Expect(200).Headers["X-Parse-Job-Status-Id"];
    }

    [Fact]
    public async Task What_cannot_be_run_is_refused()
    {
        Code["greet"] = (_, _, _) => Task.FromResult<string?>(null);
        var master = _servers.Master;
        (await master.PostAsync("/parse/jobs/nobody", "{}")).ExpectError(141, "Invalid job.");
        (await master.PostAsync("/parse/jobs", "{}")).ExpectError(141, "Invalid job.");
        (await master.PostAsync("/parse/jobs", """{"jobName":5}""")).ExpectError(141, "Invalid job.");
        (await master.PostAsync("/parse/jobs", """{"jobName":"greet","when":60}""")).ExpectError(107);
        (await master.PostAsync("/parse/jobs/greet", """{"a":{"b.c":1}}""")).ExpectError(121);
        (await master.PostAsync("/parse/jobs/greet", """{"__proto__":1}""")).ExpectError(105);
        (await master.PostAsync("/parse/jobs/greet", "[]")).ExpectError(107);
        (await master.PostAsync("/parse/cloud_code/jobs/runs/nothing/cancel", "{}")).ExpectError(101);
        var batch = await master.PostAsync("/parse/batch", """{"transaction":true,"requests":[{"method":"POST","path":"/parse/jobs/greet","body":{}}]}""");
        Assert.Equal(108, batch.Json[0].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Empty(Code.Calls);
    }

    [Fact]
    public async Task A_failure_is_told_without_secrets_and_logged()
    {
        Code["bad"] = (_, _, _) => throw new ParseException(ErrorCode.ScriptFailed, "It broke: r:0123456789abcdef0123456789abcdef");
        Code["bug"] = (_, _, _) => throw new InvalidOperationException("inner workings");
        var bad = await _servers.RunAsync("bad");
        Assert.Equal("It broke: ********", JobServers.Text(await _servers.EndedAsync(bad, "failed"), "message"));
        await _servers.LoggedAsync(bad, "error", "It broke: ********");
        Assert.Equal("Internal server error.", JobServers.Text(await _servers.EndedAsync(await _servers.RunAsync("bug"), "failed"), "message"));
    }

    [Fact]
    public async Task A_job_that_is_under_way_does_not_begin_again_unless_it_may()
    {
        var gate = new TaskCompletionSource();
        Code["once"] = Code["many"] = async (_, _, _) =>
        {
            await gate.Task;
            return null;
        };
        var first = await _servers.RunAsync("once");
        (await _servers.Master.PostAsync("/parse/jobs/once", "{}")).ExpectError(141, "The job once is running already.");
        var (one, two) = (await _servers.RunAsync("many"), await _servers.RunAsync("many"));
        await Eventually.SeeAsync(() => Task.FromResult(Code.Calls.Count), count => count == 3);

        gate.SetResult();
        foreach (var id in (string[])[first, one, two])
            await _servers.EndedAsync(id, "succeeded");
        await _servers.EndedAsync(await _servers.RunAsync("once"), "succeeded");
    }

    [Fact]
    public async Task A_run_is_cancelled()
    {
        Code["endless"] = async (_, report, cancellationToken) =>
        {
            await report("begun");
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        };
        var id = await _servers.RunAsync("endless");
        await _servers.SaysAsync(id, "begun");
        Assert.Equal("{}", (await CancelAsync(id)).Expect(200).Text);
        Assert.Equal("Cancelled.", JobServers.Text(await _servers.EndedAsync(id, "cancelled"), "message"));
        (await CancelAsync(id)).ExpectError(101);

        Task<Answer> CancelAsync(string run) => _servers.Master.PostAsync($"/parse/cloud_code/jobs/runs/{run}/cancel", "{}");
    }

    [Fact]
    public async Task A_run_that_takes_too_long_fails()
    {
        Code["slow"] = async (_, _, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        };
        Assert.Equal("The job took longer than 1 seconds.", JobServers.Text(await _servers.EndedAsync(await _servers.RunAsync("slow"), "failed"), "message"));
    }

    [Fact]
    public async Task A_run_that_fails_begins_again_as_often_as_its_policy_says()
    {
        Code["shaky"] = (_, _, _) => Code.Calls.Count < 3 ? throw new ParseException(ErrorCode.ScriptFailed, $"not yet {Code.Calls.Count}") : Task.FromResult<string?>("at last");
        var id = await _servers.RunAsync("shaky");
        var ended = await _servers.EndedAsync(id, "succeeded");
        Assert.Equal("at last", JobServers.Text(ended, "message"));
        Assert.Equal(3, ended.GetProperty("attempts").GetInt32());
        await _servers.LoggedAsync(id, "warn", "Attempt 2 failed: not yet 2");

        Code["shaky"] = (_, _, _) => throw new ParseException(ErrorCode.ScriptFailed, "never");
        ended = await _servers.EndedAsync(await _servers.RunAsync("shaky"), "failed");
        Assert.Equal(3, ended.GetProperty("attempts").GetInt32());
        Assert.Equal("never", JobServers.Text(ended, "message"));
    }

    [Fact]
    public async Task No_client_sees_runs_and_the_read_only_key_begins_none()
    {
        Code["greet"] = (_, _, _) => Task.FromResult<string?>(null);
        await _servers.EndedAsync(await _servers.RunAsync("greet"), "succeeded");
        var client = _servers.Master;
        client.Headers["X-Parse-Master-Key"] = _servers.App.Keys.ReadOnlyMaster;
        (await client.PostAsync("/parse/jobs/greet", "{}")).ExpectError(119);
        Assert.Single((await client.GetAsync("/parse/classes/_JobStatus")).Expect(200).Results);
        client.Headers.Remove("X-Parse-Master-Key");
        (await client.GetAsync("/parse/classes/_JobStatus")).ExpectError(119);
        (await client.PostAsync("/parse/jobs/greet", "{}")).Expect(403);
    }
}
