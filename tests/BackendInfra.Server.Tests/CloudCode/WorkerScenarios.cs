using System.Diagnostics;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Logs;
using BackendInfra.Server.CloudCode;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode;

/// <summary>Pools of real processes that run a small worker; each test has an app of its own.</summary>
public sealed class WorkerScenarios(WorkerHost host) : IClassFixture<WorkerHost>
{
    [Fact]
    public async Task A_call_is_answered_by_the_script()
    {
        var app = host.Apps.Release("echo", "export default { echo: (body) => body.params, nothing: () => undefined, hello: (body, worker) => worker.hello.app.id };");
        Assert.Equal("""{"a":[1,"ä"]}""", (await host.CallAsync(app, "echo", """{"a":[1,"ä"]}""")).Value!.Value.GetRawText());
        Assert.Null((await host.CallAsync(app, "nothing")).Value);
        Assert.Equal("echo", (await host.CallAsync(app, "hello")).Value!.Value.GetString());
        await Eventually.HoldsAsync(() => host.Workers.WorkersOf(app).Count == 2, "two workers");
    }

    [Fact]
    public async Task Many_calls_go_through_at_the_same_time()
    {
        var app = host.Apps.Release("many", "export default { wait: async (body) => { await new Promise((done) => setTimeout(done, body.params.n % 7)); return body.params.n; } };");
        var calls = Enumerable.Range(0, 500).Select(async n => (await host.CallAsync(app, "wait", $$"""{"n":{{n}}}""")).Value!.Value.GetInt32()).ToArray();
        Assert.Equal(Enumerable.Range(0, 500), await Task.WhenAll(calls));
    }

    [Fact]
    public async Task A_refusal_keeps_its_code()
    {
        var app = host.Apps.Release("refuse", "export default { no: () => { throw Object.assign(new Error('no way'), { code: 119 }); }, plain: () => { throw new Error('plain'); } };");
        await ExpectAsync(host.CallAsync(app, "no"), ErrorCode.OperationForbidden, "no way");
        await ExpectAsync(host.CallAsync(app, "plain"), ErrorCode.ScriptFailed, "plain");
    }

    [Fact]
    public async Task A_release_that_does_not_load_is_refused_with_its_own_error()
    {
        var app = host.Apps.Release("broken", "export default {};");
        var refusal = await Assert.ThrowsAsync<ParseException>(() => host.Workers.TryAsync(app, host.Apps.Folder("\nthrow new Error('I am broken');"), TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCode.ScriptFailed, refusal.Code);
        Assert.Contains("I am broken", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("main.mjs:2", refusal.Message, StringComparison.Ordinal);

        refusal = await Assert.ThrowsAsync<ParseException>(() => host.Workers.TryAsync(app, host.Apps.Folder("process.exit(7);"), TestContext.Current.CancellationToken));
        Assert.Equal("Cloud Code cannot run: its process ended with exit code 7 before the script had loaded.", refusal.Message);
        Assert.Equal(["f"], (await host.Workers.TryAsync(app, host.Apps.Folder("export default { f: () => 1 };"), TestContext.Current.CancellationToken)).Functions.Select(function => function.Name));
    }

    [Fact]
    public async Task Callers_of_a_script_that_never_loads_get_its_error_and_starts_are_slowed_down()
    {
        var app = host.Apps.Release("neverloads", "throw new Error('never');");
        for (var i = 0; i < 20; i++)
            await ExpectAsync(host.CallAsync(app, "f"), ErrorCode.ScriptFailed, "never");
        Assert.Empty(host.Workers.WorkersOf(app));
    }

    [Fact]
    public async Task A_worker_that_exits_takes_only_its_started_calls_with_it_and_is_replaced()
    {
        var app = host.Apps.Release("exits", "export default { exit: () => process.exit(3), pid: () => process.pid };");
        await host.CallAsync(app, "pid");
        for (var i = 0; i < 5; i++)
        {
            var exit = host.CallAsync(app, "exit");
            var others = Enumerable.Range(0, 50).Select(_ => host.CallAsync(app, "pid")).ToArray();
            await ExpectAsync(exit, ErrorCode.ScriptFailed, "The worker ended while it ran this.");
            await Task.WhenAll(others);
        }

        await Eventually.HoldsAsync(() => host.Workers.WorkersOf(app).Count(worker => worker.IsAvailable) == 2, "two workers again");
        Assert.Contains(host.Log.Of(app), entry => entry.Level == AppLogLevel.Error && entry.Message == "A worker has ended: its process ended with exit code 3.");
    }

    [Fact]
    public async Task A_worker_that_loops_gets_no_new_calls_and_is_killed()
    {
        var app = host.Apps.Release("loops", "export default { loop: () => { while (true); }, pid: () => process.pid };");
        var pid = (await host.CallAsync(app, "pid")).Value!.Value.GetInt32();
        var loop = host.CallAsync(app, "loop");
        while (!loop.IsCompleted)
            await host.CallAsync(app, "pid");
        await ExpectAsync(loop, ErrorCode.Timeout, "The function loop took too long.");
        await Eventually.HoldsAsync(() => host.Workers.WorkersOf(app).Count(worker => worker.IsAvailable) == 2, "two workers again");
        Assert.True(pid > 0);
    }

    [Theory]
    [InlineData("bloatedbuffers", "export default { bloat: async () => { const all = []; while (true) { all.push(Buffer.alloc(20e6, 1)); await new Promise((done) => setTimeout(done, 20)); } }, ok: () => 1 };")]
    [InlineData("bloatedatonce", "export default { bloat: () => { const all = []; while (true) all.push(Buffer.alloc(20e6, 1)); }, ok: () => 1 };")]
    [InlineData("bloatedheap", "export default { bloat: () => { const all = []; while (true) all.push(new Array(1e5).fill({})); }, ok: () => 1 };")]
    public async Task A_worker_that_takes_too_much_memory_is_ended(string name, string script)
    {
        var app = host.Apps.Release(name, script);
        await host.CallAsync(app, "ok");
        var bloat = host.CallAsync(app, "bloat");
        while (!bloat.IsCompleted)
            await host.CallAsync(app, "ok");
        Assert.True((await Assert.ThrowsAsync<ParseException>(() => bloat)).Code is ErrorCode.ScriptFailed or ErrorCode.Timeout);
        await host.CallAsync(app, "ok");
    }

    [Fact]
    public async Task A_worker_that_answers_nonsense_is_replaced()
    {
        var app = host.Apps.Release("nonsense", """
            export default {
              text: (body, worker) => { worker.sendRaw(Buffer.from('nonsense')); return new Promise(() => {}); },
              array: (body, worker) => { worker.sendRaw(Buffer.from('[1]')); return new Promise(() => {}); },
              type: (body, worker) => { worker.send({ type: 'hello' }); return new Promise(() => {}); },
              number: (body, worker) => { worker.send({ type: 'result', id: 'one' }); return new Promise(() => {}); },
              large: (body, worker) => { worker.sendRaw(Buffer.from('{}'), 1 << 30); return new Promise(() => {}); },
              negative: (body, worker) => { worker.sendRaw(Buffer.from('{}'), -5); return new Promise(() => {}); },
              silent: (body, worker) => { worker.connection.end(); return new Promise(() => {}); },
              others: (body, worker) => { worker.send({ type: 'result', id: 123456, value: 1 }); return 'well'; },
              ok: () => 1,
            };
            """);
        foreach (var nonsense in (string[])["text", "array", "type", "number", "large", "negative", "silent"])
        {
            await ExpectAsync(host.CallAsync(app, nonsense), ErrorCode.ScriptFailed, "The worker ended while it ran this.");
            await host.CallAsync(app, "ok");
        }

        Assert.Equal("well", (await host.CallAsync(app, "others")).Value!.Value.GetString());
    }

    [Fact]
    public async Task An_answer_that_cannot_be_sent_fails_its_own_call_only()
    {
        var app = host.Apps.Release("halves", "export default { half: () => '\\ud800', deep: () => { let v = 1; for (let i = 0; i < 101; i++) v = [v]; return v; }, pid: () => process.pid };");
        var pids = new HashSet<int> { (await host.CallAsync(app, "pid")).Value!.Value.GetInt32() };
        foreach (var function in (string[])["half", "deep"])
        {
            var refusal = await Assert.ThrowsAsync<ParseException>(() => host.CallAsync(app, function));
            Assert.Equal(ErrorCode.ScriptFailed, refusal.Code);
            Assert.StartsWith("Cloud Code answered with what cannot be sent", refusal.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(host.Log.Of(app), entry => entry.Level == AppLogLevel.Error);
        Assert.NotEmpty(pids);
    }

    [Fact]
    public async Task A_call_that_never_started_is_given_to_another_worker()
    {
        var app = host.Apps.Release("unstarted", """
            const exit = () => process.exit(1);
            exit.skipsStart = true;
            export default { once: Object.assign((body) => { if (!(body.params.tried++)) exit(); return 1; }, { skipsStart: true }), exit, ok: () => 1 };
            """);
        await host.CallAsync(app, "ok");
        await ExpectAsync(host.CallAsync(app, "exit"), ErrorCode.ScriptFailed, "Cloud Code cannot run: its ");
    }

    [Fact]
    public async Task The_script_is_told_when_its_caller_has_gone()
    {
        var app = host.Apps.Release("cancelled", "export default { wait: () => new Promise(() => {}), ok: () => 1 };");
        await host.CallAsync(app, "ok");
        using var gone = new CancellationTokenSource();
        var call = host.CallAsync(app, "wait", cancellationToken: gone.Token);
        await Eventually.HoldsAsync(() => host.Workers.WorkersOf(app).Sum(worker => worker.InFlight) == 1, "the call runs");
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.HoldsAsync(() => host.Log.Of(app).Any(entry => entry.Message.StartsWith("cancel", StringComparison.Ordinal)), "the script was told");
    }

    [Fact]
    public async Task What_scripts_say_and_print_is_logged_within_bounds()
    {
        var app = host.Apps.Release("talks", """
            export default {
              say: (body, worker, call) => { worker.send({ type: 'log', level: 'warn', source: 'function say', message: 'said', call: call.id }); },
              print: () => { console.log('printed'); console.error('printed as error'); },
              endless: () => { process.stdout.write('x'.repeat(1e6)); },
              flood: (body, worker) => { for (let i = 0; i < 20000; i++) worker.send({ type: 'log', level: 'info', source: 's', message: 'x'.repeat(100) }); },
            };
            """);
        foreach (var function in (string[])["say", "print", "endless"])
            await host.CallAsync(app, function);
        var said = Assert.Single(host.Log.Of(app), entry => entry.Message == "said");
        Assert.Equal((AppLogLevel.Warn, "function say"), (said.Level, said.Source));
        await Eventually.HoldsAsync(() => host.Log.Of(app).Any(entry => entry.Message == "printed as error"), "what was printed is logged");
        await Task.WhenAll(host.CallAsync(app, "flood"), host.CallAsync(app, "say"));
        Assert.InRange(host.Log.Of(app).Count, 4, 10_000);
        Assert.All(host.Log.Of(app), entry => Assert.InRange(entry.Message.Length, 0, 10_001));
    }

    [Fact]
    public async Task Another_release_takes_over_while_the_old_one_finishes()
    {
        var old = host.Apps.Release("released", "export default { slow: async () => { await new Promise((done) => setTimeout(done, 2000)); return 'old'; }, which: () => 'old' };");
        Assert.Equal("old", (await host.CallAsync(old, "which")).Value!.Value.GetString());
        var slow = host.CallAsync(old, "slow");
        var processes = host.Workers.WorkersOf(old);
        var current = host.Apps.Release("released", "export default { which: () => 'new' };");
        Assert.Equal("new", (await host.CallAsync(current, "which")).Value!.Value.GetString());
        Assert.Equal("old", (await slow).Value!.Value.GetString());
        foreach (var worker in processes)
            await worker.Ended.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.All(processes, worker => Assert.Null(worker.EndReason));
    }

    [Fact]
    public async Task Nothing_is_left_when_the_server_stops()
    {
        using var apps = new ReleasedApps();
        var log = new RecordedLog();
        var other = WorkerHost.Build(apps, log);
        await other.StartAsync(TestContext.Current.CancellationToken);
        var workers = (CloudWorkers)other.Services.GetService(typeof(CloudWorkers))!;
        var app = apps.Release("left", "export default { loop: () => { while (true); }, ok: () => 1 };");
        await WorkerHost.CallAsync(workers, app, "ok");
        var processes = workers.WorkersOf(app).Select(worker => worker.ProcessId).ToArray();
        var sockets = Path.GetDirectoryName(Path.GetDirectoryName(workers.WorkersOf(app)[0].WebSocket))!;
        Assert.True(Directory.Exists(sockets));
        await other.StopAsync(TestContext.Current.CancellationToken);
        await other.DisposeAsync();
        Assert.All(processes, id => Assert.Throws<ArgumentException>(() => Process.GetProcessById(id)));
        Assert.False(Directory.Exists(sockets));
    }

    private static async Task ExpectAsync(Task call, ErrorCode code, string message)
    {
        var refusal = await Assert.ThrowsAsync<ParseException>(() => call);
        Assert.Equal(code, refusal.Code);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}
