using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Logs;
using BackendInfra.Server.CloudCode.Containment;
using BackendInfra.Server.CloudCode.Frames;

namespace BackendInfra.Server.CloudCode;

/// <summary>Starts workers. It is made at the first start: a server without Cloud Code has no socket, folder or guard.</summary>
internal sealed class WorkerLauncher : IAsyncDisposable
{
    private readonly CloudSettings _settings;
    private readonly NodeProgram _node;
    private readonly WorkerUsers _users;
    private readonly IAppLog _log;
    private readonly TimeProvider _time;
    private readonly ServerUrl _url;
    private readonly bool _isDevelopment;
    private readonly WorkerCommand _command;
    private readonly WorkerFolders _folders;
    private readonly WorkerGuard _guard;
    private readonly WorkerListener _listener;

    public WorkerLauncher(CloudSettings settings, NodeProgram node, WorkerUsers users, IAppLog log, TimeProvider time, ServerUrl url, IHostEnvironment environment)
    {
        (_settings, _node, _users, _log, _time, _url) = (settings, node, users, log, time, url);
        _isDevelopment = environment.IsDevelopment();
        _command = new WorkerCommand(settings);
        _folders = new WorkerFolders(users.AreOwn);
        _guard = new WorkerGuard(_folders.Root);
        _listener = new WorkerListener(_folders.Socket, users.AreOwn);
        Posix.HideThisProcess();
    }

    /// <summary>Starts a worker, and returns when its script has loaded.</summary>
    /// <param name="release">The folder of the script.</param>
    /// <exception cref="ParseException">141: the script does not load, with its own error; or the worker does not start.</exception>
    public async Task<CloudWorker> StartAsync(App app, string release, CancellationToken cancellationToken)
    {
        var node = await _node.FindAsync();
        if (!File.Exists(_settings.Script))
            throw CloudFailures.Cannot("the server's own script is missing. Check the installation, or the setting CloudCode:Script.");
        var user = _users.Of(app);
        WorkerFolders.Admit(release, user);
        var folder = _folders.Create(user);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_settings.StartTime);
        var (secret, connected) = _listener.Expect(user, patience.Token);
        var log = new WorkerLog(app, _log, _time);
        var process = await WorkerProcess.StartAsync(_command.Of(node, user, folder, release), _guard, folder, _command.LeadsGroup, log, _listener.Path, secret);
        FrameConnection? connection = null;
        try
        {
            connection = await FirstAsync(process, connected, patience.Token);
            connection.Send(new Hello(app, _url.Value, release, Path.Combine(folder, "web"), _isDevelopment), WriteHello);
            while (true)
            {
                switch (await FirstAsync(process, connection.ReadAsync(patience.Token).AsTask(), patience.Token))
                {
                    case ReadyFrame ready:
                        return new CloudWorker(process, connection, DefinitionsReader.Read(ready.Definitions), log, _settings, _time) { WebSocket = Path.Combine(folder, "web") };
                    case FailedFrame failed:
                        throw new ParseException(ErrorCode.ScriptFailed, failed.Message.Replace(release + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
                    case LogFrame line:
                        log.Write(line.Level, line.Source ?? WorkerLog.Own, line.Message);
                        break;
                    case null:
                        throw await EndedAsync(process);
                    default:
                        throw CloudFailures.Cannot("the worker speaks another language than this server.");
                }
            }
        }
        catch (Exception exception)
        {
            await patience.CancelAsync();
            await process.DisposeAsync();
            if (connection is not null)
                await connection.DisposeAsync();
            throw exception switch
            {
                OperationCanceledException when !cancellationToken.IsCancellationRequested => CloudFailures.Cannot($"the script did not load within {_settings.StartTime.TotalSeconds} seconds."),
                IOException or BadFrameException => await EndedAsync(process),
                _ => exception,
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _guard.DisposeAsync();
    }

    /// <summary>Waits for a step of the start, as long as the process lives.</summary>
    private static async Task<T> FirstAsync<T>(WorkerProcess process, Task<T> step, CancellationToken cancellationToken)
    {
        // A process that ends has often said why; that comes first.
        await Task.WhenAny(step, process.Exited.ContinueWith(_ => Task.Delay(100, cancellationToken), cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap());
        return step.IsCompleted ? await step : throw await EndedAsync(process);
    }

    private static async Task<ParseException> EndedAsync(WorkerProcess process)
    {
        await process.Exited.WaitAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return CloudFailures.Cannot($"{process.ExitReason} before the script had loaded.");
    }

    private static void WriteHello(Utf8JsonWriter json, Hello hello)
    {
        json.WriteString("type", "hello");
        json.WriteStartObject("app");
        json.WriteString("id", hello.App.Id);
        json.WriteString("name", hello.App.Name);
        json.WriteString("javaScriptKey", hello.App.Keys.JavaScript);
        json.WriteString("masterKey", hello.App.Keys.Master);
        json.WriteEndObject();
        json.WriteString("serverUrl", hello.ServerUrl);
        json.WriteString("folder", hello.Folder);
        json.WriteString("webSocket", hello.WebSocket);
        json.WriteBoolean("development", hello.IsDevelopment);
    }

    private sealed record Hello(App App, string ServerUrl, string Folder, string WebSocket, bool IsDevelopment);
}
