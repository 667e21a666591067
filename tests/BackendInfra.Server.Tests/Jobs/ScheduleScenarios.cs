using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Values;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BackendInfra.Server.Tests.Jobs;

/// <summary>Schedules run by themselves, by a clock that the test moves.</summary>
public sealed class ScheduleScenarios(PostgresServer postgres) : IAsyncLifetime
{
    private const string Path = "/parse/cloud_code/jobs";

    /// <summary>So far the clock moves at a look: little enough that nothing else falls due while a busy machine makes a test wait.</summary>
    private static readonly TimeSpan Little = TimeSpan.FromMilliseconds(100);

    /// <summary>A Monday.</summary>
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero));

    private JobServers _servers = null!;

    private JobCode Code => _servers.Code;

    public async ValueTask InitializeAsync()
    {
        _servers = await JobServers.StartAsync(postgres, new AppOptions(), _clock, 2, 2);
        Code["tick"] = (call, _, _) => Task.FromResult<string?>(call.Parameters);
    }

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public async Task With_two_servers_a_job_runs_exactly_once_each_minute()
    {
        var id = await CreateAsync("""{"jobName":"tick","cron":"* * * * *","params":"{\"a\":1}"}""");
        for (var minute = 1; minute <= 5; minute++)
        {
            _clock.SetUtcNow(await NextRunAsync(id));
            await EndedAsync(minute);
        }

        Assert.Equal(5, Code.Calls.Count);
        var runs = (await _servers.Master.GetAsync("/parse/classes/_JobStatus", ("order", "createdAt"))).Expect(200).Results;
        Assert.Equal(5, runs.Select(run => run.GetProperty("createdAt").GetString()).Distinct().Count());
        Assert.All(runs, run =>
        {
            Assert.Equal("schedule", JobServers.Text(run, "source"));
            Assert.Equal(id, JobServers.Text(run, "scheduleId"));
            Answer.AreEqual("""{"a":1}""", run.GetProperty("params").GetRawText());
        });
        Assert.Equal(_clock.GetUtcNow().ToUnixTimeMilliseconds(), (await ReadAsync(id)).GetProperty("lastRun").GetInt64());
    }

    [Fact]
    public async Task Of_many_who_decide_at_once_one_does()
    {
        var id = await CreateAsync("""{"jobName":"tick","cron":"0 0 1 1 *"}""");
        await NextRunAsync(id);

        // Later than by the clock of the servers, which have no part in this.
        var now = _clock.GetUtcNow().AddMonths(1);
        await _servers.ExecuteAsync($"UPDATE backendinfra.job_schedules SET due_at = '{IsoDate.Format(now)}'");
        var decisions = 0;
        var stores = Enumerable.Range(0, 20).Select(number => _servers.All[number % 2].Services.GetRequiredService<IScheduleStore>());
        await Task.WhenAll(stores.Select(store => store.DecideAsync(
            _servers.App,
            id,
            now,
            _ =>
            {
                Interlocked.Increment(ref decisions);
                return new ScheduleDecision(null, now.AddDays(1));
            },
            TestContext.Current.CancellationToken)));
        Assert.Equal(1, decisions);
    }

    [Fact]
    public async Task The_dashboards_form_schedules_a_job()
    {
        // What its form sends for "start immediately", then every 15 minutes from noon on.
        var answer = (await _servers.Master.PostAsync(Path, """{"job_schedule":{"params":"{}","daysOfWeek":[1,1,1,1,1,1,1],"description":"often","jobName":"tick","timeOfDay":"12:00:00.000Z","repeatMinutes":15}}""")).Expect(201);
        var id = answer.Json.GetProperty("objectId").GetString()!;
        await NextRunAsync(id);
        await EndedAsync(1);
        foreach (var (run, due) in ((int, string)[])[(2, "12:00"), (3, "12:15")])
        {
            var next = await NextRunAsync(id);
            Assert.Equal(due, next.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture));
            _clock.SetUtcNow(next);
            await EndedAsync(run);
        }

        // Its list, its choice of jobs, its change, its deletion.
        Code["other"] = (_, _, _) => Task.FromResult<string?>(null);
        var listed = Assert.Single((await _servers.Master.GetAsync(Path, ("per_page", "50"))).Expect(200).Json.EnumerateArray());
        Assert.Equal("often", JobServers.Text(listed, "description"));
        Assert.Equal("{}", JobServers.Text(listed, "params"));
        Assert.Equal("2027-03-01", JobServers.Text(listed, "startAfter")![..10]);
        Answer.AreEqual("""{"in_use":["tick"],"jobs":["other","tick"]}""", (await _servers.Master.GetAsync($"{Path}/data")).Expect(200).Text);
        Assert.True((await _servers.Master.PutAsync($"{Path}/{id}", """{"job_schedule":{"params":"{}","description":"later","jobName":"tick","timeOfDay":"13:00:00.000Z","repeatMinutes":60}}""")).Expect(200).Json.TryGetProperty("updatedAt", out _));
        await Eventually.SeeAsync(() => NextRunAsync(id), next => next.Hour == 13);
        (await _servers.Master.DeleteAsync($"{Path}/{id}")).Expect(200);
        Assert.Equal("[]", (await _servers.Master.GetAsync(Path)).Text);
        Assert.Equal(0L, await _servers.ExecuteAsync("SELECT count(*) FROM backendinfra.job_schedules"));
        (await _servers.Master.PutAsync($"{Path}/{id}", """{"job_schedule":{"description":"x"}}""")).ExpectError(101);
        (await _servers.Master.GetAsync($"{Path}/{id}")).ExpectError(101);
    }

    [Theory]
    [InlineData("once", 1, "it runs now")]
    [InlineData("skip", 0, "that run is left out")]
    public async Task What_no_server_was_there_for_is_made_up_once_or_left_out(string policy, int runs, string said)
    {
        var id = await CreateAsync($$"""{"jobName":"tick","cron":"*/5 * * * *","missedRuns":"{{policy}}"}""");
        var first = await NextRunAsync(id);

        // Five times go by in one moment.
        _clock.SetUtcNow(first.AddMinutes(23));
        await Eventually.SeeAsync(() => NextRunAsync(id), next => next > first.AddMinutes(23));
        await EndedAsync(runs);
        await LoggedAsync("warn", said);
        _clock.SetUtcNow(await NextRunAsync(id));
        await EndedAsync(runs + 1);
    }

    [Fact]
    public async Task A_schedule_passes_over_a_job_that_is_still_under_way()
    {
        var gate = new TaskCompletionSource();
        Code["tick"] = async (_, _, _) =>
        {
            await gate.Task;
            return null;
        };
        var id = await CreateAsync("""{"jobName":"tick","cron":"0 * * * *","policy":{"timeout":86400}}""");
        _clock.SetUtcNow(await NextRunAsync(id));
        await Eventually.SeeAsync(() => Task.FromResult(Code.Calls.Count), count => count == 1);
        _clock.SetUtcNow(await Eventually.SeeAsync(() => NextRunAsync(id), next => next > _clock.GetUtcNow()));
        await LoggedAsync("warn", "was passed over");
        gate.SetResult();
        await EndedAsync(1);

        // Unless its policy lets several run.
        var many = new TaskCompletionSource();
        Code["tick"] = async (_, _, _) =>
        {
            await many.Task;
            return null;
        };
        (await _servers.Master.PutAsync($"{Path}/{id}", """{"job_schedule":{"policy":{"timeout":86400,"parallel":true}}}""")).Expect(200);
        await Eventually.SeeAsync(
            () =>
            {
                _clock.Advance(Little);
                return _servers.ExecuteAsync("SELECT due_at > '-infinity' FROM backendinfra.job_schedules");
            },
            seen => seen is true);
        for (var count = 2; count <= 3; count++)
        {
            _clock.SetUtcNow(await Eventually.SeeAsync(() => NextRunAsync(id), next => next > _clock.GetUtcNow()));
            await Eventually.SeeAsync(() => Task.FromResult(Code.Calls.Count), calls => calls == count);
        }

        many.SetResult();
        await EndedAsync(3);
    }

    [Fact]
    public async Task A_schedule_that_is_off_does_not_run_and_one_that_is_on_again_does()
    {
        var id = await CreateAsync("""{"jobName":"tick","cron":"0 * * * *","enabled":false}""");
        _clock.Advance(TimeSpan.FromHours(2));
        await Eventually.SeeAsync(() => _servers.ExecuteAsync("SELECT due_at = 'infinity' FROM backendinfra.job_schedules"), seen => seen is true);
        Assert.False((await ReadAsync(id)).TryGetProperty("nextRun", out _));
        (await _servers.Master.PutAsync($"{Path}/{id}", """{"job_schedule":{"enabled":true}}""")).Expect(200);
        _clock.SetUtcNow(await NextRunAsync(id));
        await EndedAsync(1);
    }

    [Fact]
    public async Task A_schedule_without_its_job_or_with_nonsense_is_told_in_the_log()
    {
        var id = await CreateAsync("""{"jobName":"tick","cron":"0 * * * *"}""");
        var next = await NextRunAsync(id);
        Code.Remove("tick");
        _clock.SetUtcNow(next);
        await LoggedAsync("error", "there is no such job");

        // A direct write goes round the checks.
        await _servers.Master.PutAsync($"/parse/classes/_JobSchedule/{id}", """{"cron":"nonsense"}""");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await LoggedAsync("error", "is malformed");
        Assert.Empty(Code.Calls);
    }

    [Fact]
    public async Task A_schedule_of_a_class_that_was_dropped_is_forgotten()
    {
        var id = await CreateAsync("""{"jobName":"tick","cron":"0 0 1 1 *"}""");
        await NextRunAsync(id);
        await _servers.ExecuteAsync($"INSERT INTO backendinfra.job_schedules VALUES ('{_servers.App.DatabaseSchema}', 'gone', '-infinity')");
        await ForgottenAsync("id = 'gone'");
        Assert.Equal(1L, await _servers.ExecuteAsync("SELECT count(*) FROM backendinfra.job_schedules"));

        (await _servers.Master.DeleteAsync($"{Path}/{id}")).Expect(200);
        await CreateAsync("""{"jobName":"tick","cron":"0 0 1 1 *"}""");
        await _servers.ExecuteAsync($"DELETE FROM \"{_servers.App.DatabaseSchema}\".\"_JobSchedule\"");
        await ForgottenAsync("true");

        Task ForgottenAsync(string which) => Eventually.SeeAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return _servers.ExecuteAsync($"SELECT count(*) FROM backendinfra.job_schedules WHERE {which}");
            },
            count => count is 0L);
    }

    [Theory]
    [InlineData("""{"job_schedule":{"jobName":"nobody","cron":"* * * * *"}}""", 1)]
    [InlineData("""{"job_schedule":{"cron":"* * * * *"}}""", 107)]
    [InlineData("""{"job_schedule":{"jobName":"tick","cron":"nonsense"}}""", 107)]
    [InlineData("""{"job_schedule":{"jobName":"tick","color":"red"}}""", 107)]
    [InlineData("""{"jobName":"tick"}""", 107)]
    public async Task What_is_no_schedule_is_refused(string body, int code)
    {
        (await _servers.Master.PostAsync(Path, body)).ExpectError(code);
        Assert.Equal("[]", (await _servers.Master.GetAsync(Path)).Expect(200).Text);
    }

    [Fact]
    public async Task A_change_is_checked_together_with_what_stays()
    {
        var id = await CreateAsync("""{"jobName":"tick","startAfter":"2030-01-01T00:00:00.000Z","repeatMinutes":60,"params":{"a":1}}""");
        Assert.Equal("""{"a":1}""", JobServers.Text(await ReadAsync(id), "params"));
        (await _servers.Master.PutAsync($"{Path}/{id}", """{"job_schedule":{"cron":"* * * * *"}}""")).ExpectError(107);
        (await _servers.Master.PutAsync($"{Path}/{id}", """{"job_schedule":{"jobName":"nobody"}}""")).ExpectError(1);
        (await _servers.Master.PutAsync($"{Path}/{id}", """{"job_schedule":{"cron":"* * * * *","repeatMinutes":null}}""")).Expect(200);
        Assert.False((await ReadAsync(id)).TryGetProperty("repeatMinutes", out _));
    }

    private async Task<string> CreateAsync(string schedule) =>
        (await _servers.Master.PostAsync(Path, $$"""{"job_schedule":{{schedule}}}""")).Expect(201).Json.GetProperty("objectId").GetString()!;

    private async Task<JsonElement> ReadAsync(string id) => (await _servers.Master.GetAsync($"{Path}/{id}")).Expect(200).Json;

    /// <summary>Waits until a server has found out when a schedule is due next. The clock moves a little, or nobody would look.</summary>
    private async Task<DateTimeOffset> NextRunAsync(string id)
    {
        var seen = await Eventually.SeeAsync(
            () =>
            {
                _clock.Advance(Little);
                return ReadAsync(id);
            },
            schedule => schedule.TryGetProperty("nextRun", out _));
        return IsoDate.Parse(seen.GetProperty("nextRun").GetProperty("iso").GetString()!);
    }

    /// <summary>Waits until so many runs have ended.</summary>
    private async Task EndedAsync(int count)
    {
        await Eventually.SeeAsync(
            async () => (await _servers.Master.GetAsync("/parse/classes/_JobStatus", ("where", """{"status":"succeeded"}"""), ("count", "1"), ("limit", "0"))).Expect(200).Json.GetProperty("count").GetInt32(),
            seen => seen >= count);
        Assert.Equal(count, Code.Calls.Count);
    }

    private Task LoggedAsync(string level, string text) => Eventually.SeeAsync(
        async () => (await _servers.Master.GetAsync("/parse/scriptlog", ("n", "100"))).Expect(200).Json,
        seen => seen.EnumerateArray().Any(line => JobServers.Text(line, "level") == level && JobServers.Text(line, "message")!.Contains(text, StringComparison.Ordinal)));
}
