using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Server.CloudCode;
using BackendInfra.Server.CloudCode.Containment;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode;

/// <summary>Scripts that loop, bloat, crash, flood and pry, while ordinary requests of the same app go on.</summary>
public sealed class HardCaseScenarios(CloudServer cloud) : IClassFixture<CloudServer>
{
    private const int Requests = 1000;
    private const int Lanes = 8;

    private const string Hostile = """
        const forever = () => new Promise(() => {});
        Parse.Cloud.define('ok', () => 'ok');
        Parse.Cloud.define('loop', () => { while (true); });
        Parse.Cloud.define('loopLater', async () => { await null; setTimeout(() => { while (true); }, 10); return forever(); });
        Parse.Cloud.define('heap', () => { const all = []; while (true) all.push(new Array(1e5).fill({})); });
        Parse.Cloud.define('buffers', async () => { const all = []; while (true) { all.push(Buffer.alloc(30e6, 1)); await new Promise((go) => setTimeout(go, 10)); } });
        Parse.Cloud.define('buffersAtOnce', () => { const all = []; while (true) all.push(Buffer.alloc(30e6, 1)); });
        Parse.Cloud.define('exit', () => process.exit(0));
        Parse.Cloud.define('abort', () => process.abort());
        Parse.Cloud.define('kill', () => { process.kill(process.pid, 'SIGKILL'); return forever(); });
        Parse.Cloud.define('throwLater', () => { setTimeout(() => { throw new Error('later'); }, 10); return forever(); });
        Parse.Cloud.define('reject', () => { Promise.reject(new Error('nobody catches this')); return forever(); });
        Parse.Cloud.define('flood', () => { const end = Date.now() + 2000; while (Date.now() < end) console.log('x'.repeat(200)); return 'flooded'; });
        Parse.Cloud.define('large', () => 'x'.repeat(40e6));
        """;

    [Theory]
    [InlineData("loop", 3)]
    [InlineData("loopLater", 1)]
    [InlineData("heap", 2)]
    [InlineData("buffers", 2)]
    [InlineData("buffersAtOnce", 2)]
    [InlineData("exit", 10)]
    [InlineData("abort", 3)]
    [InlineData("kill", 5)]
    [InlineData("throwLater", 5)]
    [InlineData("reject", 5)]
    [InlineData("flood", 1)]
    [InlineData("large", 2)]
    public async Task A_thousand_ordinary_requests_beside_it_see_no_error(string function, int times)
    {
        var app = await cloud.DeployAsync($"hard{function}", Hostile);
        var client = cloud.Server.Anonymous(app);
        var id = await client.CreateAsync("Thing", """{"n":1}""");
        (await client.PostAsync("/parse/functions/ok", "{}")).Expect(200);

        var hostile = RepeatAsync();
        var sent = 0;
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            for (var i = 0; Volatile.Read(ref sent) < Requests || !hostile.IsCompleted; i++)
            {
                Interlocked.Increment(ref sent);
                if ((i + lane) % 2 == 0)
                    Assert.Equal("""{"result":"ok"}""", (await client.PostAsync("/parse/functions/ok", "{}")).Expect(200).Text);
                else
                    (await client.GetAsync($"/parse/classes/Thing/{id}")).Expect(200);
            }
        }));
        Assert.All(await hostile, answer => Assert.True(IsExpected(function, answer), $"{function}: {answer.Text}"));
        await Eventually.HoldsAsync(() => Available(app) == 2, "two workers again");

        async Task<List<Answer>> RepeatAsync()
        {
            var answers = new List<Answer>();
            for (var i = 0; i < times; i++)
                answers.Add(await client.PostAsync($"/parse/functions/{function}", "{}"));
            return answers;
        }
    }

    [Fact]
    public async Task A_hook_whose_worker_dies_refuses_the_write()
    {
        var app = await cloud.DeployAsync("hardhook", """
            Parse.Cloud.beforeSave('Guarded', () => process.exit(1));
            Parse.Cloud.beforeFind('Hidden', () => process.exit(1));
            Parse.Cloud.afterSave('Followed', () => process.exit(1));
            """);
        var (client, master) = (cloud.Server.Anonymous(app), cloud.Server.Master(app));
        (await client.PostAsync("/parse/classes/Guarded", """{"n":1}""")).ExpectError(141, "The worker ended while it ran this.");
        (await master.PostAsync("/parse/classes/Guarded", """{"n":1}""")).ExpectError(141);
        Assert.Empty((await master.GetAsync("/parse/classes/Guarded")).Expect(200).Results);
        await master.CreateAsync("Hidden", """{"n":1}""");
        (await client.GetAsync("/parse/classes/Hidden")).ExpectError(141);
        await client.CreateAsync("Followed", """{"n":1}""");
    }

    [Fact]
    public async Task A_release_that_does_not_load_is_refused_while_the_one_before_goes_on()
    {
        var app = await cloud.DeployAsync("hardload", "Parse.Cloud.define('ok', () => 'old');");
        foreach (var broken in (string[])["throw new Error('broken');", "process.exit(5);", "Parse.Cloud.define('__proto__', () => 1);", "syntax error"])
            Assert.Equal(ErrorCode.ScriptFailed, (await Assert.ThrowsAsync<ParseException>(() => cloud.DeployAsync(app, broken))).Code);
        Assert.Equal("""{"result":"old"}""", (await cloud.Server.Anonymous(app).PostAsync("/parse/functions/ok", "{}")).Expect(200).Text);
    }

    [Fact]
    public async Task A_deployment_under_load_loses_no_request()
    {
        var app = await cloud.DeployAsync("hardswap", "Parse.Cloud.define('ok', () => 1);");
        var client = cloud.Server.Anonymous(app);
        var (sent, last) = (0, 0);
        var load = Enumerable.Range(0, Lanes).Select(async _ =>
        {
            while (Volatile.Read(ref sent) < Requests || Volatile.Read(ref last) < 4)
            {
                Interlocked.Increment(ref sent);
                Volatile.Write(ref last, (await client.PostAsync("/parse/functions/ok", "{}")).Expect(200).Json.GetProperty("result").GetInt32());
            }
        }).ToArray();
        for (var release = 2; release <= 4; release++)
            app = await cloud.DeployAsync(app, $"Parse.Cloud.define('ok', () => {release});");
        await Task.WhenAll(load);
    }

    [Fact]
    public async Task A_request_of_a_web_application_that_loops_is_given_up_and_one_that_is_slow_outlives_a_deployment()
    {
        const string Web = """
            Parse.Cloud.define('ok', () => 1);
            Parse.Cloud.onWebApp((request, response) => {
              if (request.url.endsWith('/loop')) while (true);
              setTimeout(() => response.end('whole'), request.url.endsWith('/slow') ? 3000 : 0);
            });
            """;
        var app = await cloud.DeployAsync("hardweb", Web);
        var client = cloud.Server.Anonymous(app);
        var processes = Processes(app);
        var slow = client.GetAsync($"/apps/{app.Id}/web/slow");
        await Eventually.HoldsAsync(() => Busy(app) == 1, "the slow request is there");
        app = await cloud.DeployAsync(app, Web + "// another release");
        (await client.PostAsync("/parse/functions/ok", "{}")).Expect(200);
        Assert.Equal("whole", (await slow).Expect(200).Text);

        var loop = client.GetAsync($"/apps/{app.Id}/web/loop");
        while (!loop.IsCompleted)
        {
            (await client.GetAsync($"/apps/{app.Id}/web/quick")).Expect(200);
            (await client.PostAsync("/parse/functions/ok", "{}")).Expect(200);
        }

        Assert.Equal(502, (await loop).Status);
        Assert.NotEqual(processes, Processes(app));
    }

    [Fact]
    public async Task A_script_reaches_no_database_and_no_app_beside_its_own()
    {
        Assert.SkipUnless(cloud.Server.Services.GetRequiredService<WorkerUsers>().AreOwn, "Only root on Linux can give workers users of their own.");
        const string Pry = """
            const fs = require('fs');
            const net = require('net');
            const code = (act) => { try { return String(act()); } catch (error) { return error.code; } };
            Parse.Cloud.define('read', ({ params }) => code(() => fs.readFileSync(params.what).length));
            Parse.Cloud.define('connect', ({ params }) => new Promise((done) => {
              const socket = net.connect(params.what);
              socket.on('connect', () => { done('connected'); socket.destroy(); });
              socket.on('error', (error) => done(error.code));
            }));
            Parse.Cloud.define('me', () => process.pid);
            """;
        var (app, other) = (await cloud.DeployAsync("hardpry", Pry), await cloud.DeployAsync("hardother", Pry));
        var client = cloud.Server.Anonymous(app);
        async Task<string> AskAsync(string function, string what) =>
            (await client.PostAsync($"/parse/functions/{function}", JsonSerializer.Serialize(new { what }))).Expect(200).Json.GetProperty("result").ToString();

        var cancellationToken = TestContext.Current.CancellationToken;
        var otherRelease = await cloud.Server.Services.GetRequiredService<IReleaseFolders>().FolderAsync(other, 1, cancellationToken);
        var otherProcess = (await cloud.Server.Anonymous(other).PostAsync("/parse/functions/me", "{}")).Expect(200).Json.GetProperty("result").GetInt32();
        Assert.Equal("ERR_ACCESS_DENIED", await AskAsync("read", Path.Combine(otherRelease, "main.js")));
        Assert.Equal("ERR_ACCESS_DENIED", await AskAsync("read", $"/proc/{otherProcess}/environ"));
        Assert.Equal("ERR_ACCESS_DENIED", await AskAsync("read", $"/proc/{Environment.ProcessId}/environ"));

        await using var connection = await cloud.Server.OpenDatabaseAsync();
        var address = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        if (address.Host!.StartsWith('/'))
        {
            Assert.Equal("EACCES", await AskAsync("connect", Path.Combine(address.Host, $".s.PGSQL.{address.Port}")));
            Assert.Equal("ERR_ACCESS_DENIED", await AskAsync("read", Path.Combine(Path.GetDirectoryName(address.Host)!, "password")));
        }
    }

    private int[] Processes(App app) => [.. cloud.Server.Services.GetRequiredService<CloudWorkers>().WorkersOf(app).Select(worker => worker.ProcessId)];

    private int Busy(App app) => cloud.Server.Services.GetRequiredService<CloudWorkers>().WorkersOf(app).Sum(worker => worker.InFlight);

    private int Available(App app) =>
        cloud.Server.Services.GetRequiredService<CloudWorkers>().WorkersOf(app).Count(worker => worker.IsAvailable);

    private static bool IsExpected(string function, Answer answer) => function switch
    {
        "flood" => answer.Text == """{"result":"flooded"}""" || IsError(answer),
        _ => IsError(answer),
    };

    private static bool IsError(Answer answer) => answer.Status == 400 && answer.Json.GetProperty("code").GetInt32() is (int)ErrorCode.ScriptFailed or (int)ErrorCode.Timeout;
}
