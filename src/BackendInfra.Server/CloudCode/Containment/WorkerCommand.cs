using System.Diagnostics;
using System.Globalization;

namespace BackendInfra.Server.CloudCode.Containment;

/// <summary>The command line of a worker: limits and another user around Node, as far as this machine has the programs for them.</summary>
internal sealed class WorkerCommand(CloudSettings settings)
{
    private const int MaxOpenFiles = 4096;

    /// <summary>Processes and threads of all of an app's workers.</summary>
    private const int MaxProcesses = 512;

    /// <summary>What the kernel allows beyond the memory that is watched, for code, stacks and a moment's excess.</summary>
    private const int MemoryReserve = 512;

    private readonly string? _prlimit = Unix("prlimit");
    private readonly string? _setsid = Unix("setsid");
    private readonly string? _setpriv = Unix("setpriv");

    /// <summary>Whether a worker leads a group of processes of its own, which ends as one.</summary>
    public bool LeadsGroup => _setsid is not null;

    /// <param name="user">Whom it runs as; null for ourselves.</param>
    /// <param name="folder">The worker's own folder, the only one where it may write.</param>
    /// <param name="release">The folder of its script.</param>
    public ProcessStartInfo Of(NodeVersion node, uint? user, string folder, string release)
    {
        var line = new List<string>();
        if (_prlimit is not null)
        {
            line.AddRange([_prlimit, "--core=0:0", $"--nofile={MaxOpenFiles}:{MaxOpenFiles}", $"--data={(long)(settings.MemoryMegabytes + MemoryReserve) << 20}"]);

            // The limit counts all processes of a user; our own has others than workers.
            if (user is not null)
                line.Add($"--nproc={MaxProcesses}:{MaxProcesses}");
            line.Add("--");
        }

        if (_setsid is not null)
            line.Add(_setsid);
        if (_setpriv is not null)
        {
            line.AddRange([_setpriv, "--no-new-privs"]);
            if (user is { } id)
                line.AddRange([$"--reuid={id.ToString(CultureInfo.InvariantCulture)}", $"--regid={id.ToString(CultureInfo.InvariantCulture)}", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"]);
            line.Add("--");
        }

        line.Add(node.Path);
        line.Add($"--max-old-space-size={settings.HeapMegabytes}");
        if (settings.Permissions)
            line.AddRange(PermissionOptions(node, folder, release));
        line.Add(settings.Script);

        var command = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        Clean(command, folder);
        return command;
    }

    /// <remarks>
    /// Scripts may start threads, which are within the same walls. Node warns that the model is an experiment at every start.
    /// </remarks>
    private IEnumerable<string> PermissionOptions(NodeVersion node, string folder, string release)
    {
        string[] readable = [Path.GetDirectoryName(settings.Script)!, release, folder, .. ModuleFolders()];
        return
        [
            node.PermissionOption, "--disable-warning=ExperimentalWarning", "--disable-warning=SecurityWarning", "--allow-worker",
            .. readable.Distinct().Select(path => $"--allow-fs-read={Below(path)}"),
            $"--allow-fs-write={Below(folder)}",
        ];
    }

    private static string Below(string folder) => Path.Combine(folder, "*");

    /// <summary>Where Node looks for the modules of our own script: <c>node_modules</c> beside it and above, links followed.</summary>
    private IEnumerable<string> ModuleFolders()
    {
        for (var folder = new FileInfo(settings.Script).Directory; folder is not null; folder = folder.Parent)
        {
            var modules = new DirectoryInfo(Path.Combine(folder.FullName, "node_modules"));
            if (!modules.Exists)
                continue;
            yield return modules.FullName;
            if (modules.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                yield return target.FullName;
        }
    }

    /// <summary>Nothing of our environment is the worker's business; keys and passwords may be in it.</summary>
    private static void Clean(ProcessStartInfo command, string folder)
    {
        var kept = OperatingSystem.IsWindows() ? command.Environment["SystemRoot"] : null;
        command.Environment.Clear();
        command.Environment["PATH"] = OperatingSystem.IsWindows() ? "" : "/usr/local/bin:/usr/bin:/bin";
        command.Environment["HOME"] = folder;
        command.Environment["TMPDIR"] = folder;
        command.Environment["LANG"] = "C.UTF-8";
        command.Environment["TZ"] = "UTC";
        command.Environment["NODE_ENV"] = "production";
        if (kept is not null)
            command.Environment["SystemRoot"] = kept;
    }

    private static string? Unix(string program) => OperatingSystem.IsLinux() ? Programs.Find(program) : null;
}
