using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Logs;
using BackendInfra.Server.CloudCode;
using BackendInfra.Server.CloudCode.Containment;
using BackendInfra.Server.CloudCode.Releases;

namespace BackendInfra.Server.Cli.Releases;

/// <summary>Tries a script in a worker of the command's own: a deployment needs no running server. What the script prints while it loads is shown.</summary>
internal sealed class CommandTrial(CloudSettings settings, NodeProgram node, WorkerUsers users, ServerUrl url, TimeProvider time, IHostEnvironment environment) : ICloudTrial
{
    public async Task<CloudDefinitions> TryAsync(App app, string folder, CancellationToken cancellationToken)
    {
        await using var launcher = new WorkerLauncher(settings, node, users, new PrintedLog(), time, url, environment);
        var worker = await launcher.StartAsync(app, folder, cancellationToken);
        worker.Kill(null);
        await worker.Ended;
        return worker.Definitions;
    }

    private sealed class PrintedLog : IAppLog
    {
        public void Write(App app, AppLogEntry entry) => Console.Error.WriteLine($"  {entry.Level.ToString().ToLowerInvariant()}: {entry.Message}");
    }
}
