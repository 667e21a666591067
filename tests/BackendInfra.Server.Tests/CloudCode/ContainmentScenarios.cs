using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.CloudCode;
using BackendInfra.Server.CloudCode.Containment;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode;

/// <summary>What one app's script reaches of another's, and of the server.</summary>
public sealed class ContainmentScenarios : IAsyncLifetime
{
    private const string Curious = """
        import fs from 'node:fs';
        import net from 'node:net';
        import child from 'node:child_process';
        const code = (act) => { try { return String(act()); } catch (error) { return error.code ?? error.message; } };
        const actions = {
          read: (path) => fs.readFileSync(path, 'utf8').length,
          list: (path) => fs.readdirSync(path).length,
          write: (path) => fs.writeFileSync(path, 'x') ?? 'written',
          kill: (pid) => process.kill(Number(pid), 0),
          program: () => child.execFileSync('/bin/true').length,
          root: () => process.setuid(0) ?? 'root',
        };
        const connect = (path) => new Promise((done) => {
          const socket = net.connect(path.startsWith('/') ? path : Number(path));
          socket.on('connect', () => { done('connected'); socket.destroy(); });
          socket.on('error', (error) => done(error.code));
        });
        export default {
          ...Object.fromEntries(Object.entries(actions).map(([name, act]) => [name, ({ params }) => code(() => act(params.what))])),
          connect: ({ params }) => connect(params.what),
          environment: () => process.env,
          limits: () => fs.readFileSync('/proc/self/limits', 'utf8'),
          listen: (body, { hello }) => new Promise((done) => net.createServer().listen(hello.webSocket, () => done(process.pid))),
        };
        """;

    private readonly ReleasedApps _apps = new();
    private WebApplication? _host;

    private CloudWorkers Workers => _host!.Services.GetRequiredService<CloudWorkers>();

    [Fact]
    public async Task Without_Nodes_own_walls_the_users_still_part_apps_from_each_other_and_the_server()
    {
        await StartAsync("--CloudCode:Permissions=false");
        var (app, other) = (_apps.Release("curious", Curious), _apps.Release("other", Curious));
        var otherProcess = await AskAsync(other, "listen");
        var otherSocket = Workers.WorkersOf(other).Single(worker => $"{worker.ProcessId}" == otherProcess).WebSocket;
        var (release, otherRelease) = (_apps.FolderOf(app), _apps.FolderOf(other));

        foreach (var (action, what, expected) in new[]
        {
            ("read", Path.Combine(release, "main.mjs"), $"{Curious.Length}"),
            ("write", Path.Combine(release, "main.mjs"), "EACCES"),
            ("read", Path.Combine(otherRelease, "main.mjs"), "EACCES"),
            ("list", otherRelease, "EACCES"),
            ("list", Path.GetDirectoryName(otherSocket)!, "EACCES"),
            ("list", Path.GetDirectoryName(Path.GetDirectoryName(otherSocket))!, "EACCES"),
            ("connect", otherSocket, "EACCES"),
            ("read", $"/proc/{otherProcess}/environ", "EACCES"),
            ("read", $"/proc/{otherProcess}/maps", "EACCES"),
            ("list", $"/proc/{otherProcess}/fd", "EACCES"),
            ("kill", otherProcess, "EPERM"),
            ("read", $"/proc/{Environment.ProcessId}/environ", "EACCES"),
            ("read", $"/proc/{Environment.ProcessId}/mem", "EACCES"),
            ("kill", $"{Environment.ProcessId}", "EPERM"),
            ("root", "", "EPERM"),
        })
        {
            Assert.Equal((action, what, expected), (action, what, await AskAsync(app, action, what)));
        }
    }

    [Fact]
    public async Task Nodes_walls_keep_a_script_in_its_folders_and_from_starting_programs()
    {
        await StartAsync();
        var app = _apps.Release("walled", Curious);
        var own = Path.GetDirectoryName((await FirstAsync(app)).WebSocket)!;
        Assert.Equal("ERR_ACCESS_DENIED", await AskAsync(app, "read", "/etc/passwd"));
        Assert.Equal("ERR_ACCESS_DENIED", await AskAsync(app, "list", "/proc"));
        Assert.Equal("ERR_ACCESS_DENIED", await AskAsync(app, "program"));
        Assert.Equal("ERR_ACCESS_DENIED", await AskAsync(app, "write", Path.Combine(_apps.FolderOf(app), "new")));
        Assert.Contains(await AskAsync(app, "write", Path.Combine(own, "new")), (string[])["written", "EACCES"]);
    }

    [Fact]
    public async Task A_worker_knows_nothing_of_the_servers_environment_and_leaves_no_core()
    {
        await StartAsync("--CloudCode:Permissions=false");
        var app = _apps.Release("clean", Curious);
        var environment = JsonSerializer.Deserialize<Dictionary<string, string>>(await AskAsync(app, "environment"))!;
        Assert.Equal(["HOME", "LANG", "NODE_ENV", "PATH", "TMPDIR", "TZ"], environment.Keys.Order());
        if (Programs.Find("prlimit") is not null)
            Assert.Matches(@"Max core file size\s+0\s+0", await AskAsync(app, "limits"));
    }

    [Fact]
    public async Task A_server_without_Node_or_with_an_old_one_says_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The old Node of this test is a shell script.");
        await StartAsync("--CloudCode:Node=/nowhere/node");
        var app = _apps.Release("nodeless", Curious);
        var refusal = await Assert.ThrowsAsync<Core.Errors.ParseException>(() => WorkerHost.CallAsync(Workers, app, "list"));
        Assert.Equal("Cloud Code cannot run: Node.js does not start. Check the setting CloudCode:Node.", refusal.Message);

        var old = Path.Combine(_apps.Folder(""), "node");
        await File.WriteAllTextAsync(old, "#!/bin/sh\necho v18.20.4\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(old, (UnixFileMode)0b111_101_101);
        var node = new NodeProgram(new CloudSettings { Node = old });
        refusal = await Assert.ThrowsAsync<Core.Errors.ParseException>(node.FindAsync);
        Assert.Equal("Cloud Code cannot run: Node.js is version 18.20.4; it must be 20.19 or later.", refusal.Message);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            await _host.DisposeAsync();
        }

        _apps.Dispose();
    }

    private async Task StartAsync(params string[] settings)
    {
        _host = WorkerHost.Build(_apps, new RecordedLog(), settings);
        await _host.StartAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(
            settings is not ["--CloudCode:Permissions=false"] || _host.Services.GetRequiredService<WorkerUsers>().AreOwn,
            "Only root on Linux can give workers users of their own.");
    }

    private async Task<CloudWorker> FirstAsync(App app)
    {
        await AskAsync(app, "environment");
        return Workers.WorkersOf(app)[0];
    }

    private async Task<string> AskAsync(App app, string action, string what = "")
    {
        var answer = (await WorkerHost.CallAsync(Workers, app, action, JsonSerializer.Serialize(new { what }))).Value!.Value;
        return answer.ValueKind == JsonValueKind.String ? answer.GetString()! : answer.GetRawText();
    }
}
