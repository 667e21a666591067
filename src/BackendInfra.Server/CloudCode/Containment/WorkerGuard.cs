using System.Diagnostics;

namespace BackendInfra.Server.CloudCode.Containment;

/// <summary>
/// A small process beside the server that outlives it for a moment: when its standard input ends, because the server has ended
/// in whatever way, it kills the workers that are left and removes their folder. Workers end by themselves then, too, but not
/// those that are busy for ever. It also removes the folders of workers that have ended, with <c>rm</c>, which cannot be led
/// elsewhere by links that something of the worker's still makes.
/// </summary>
internal sealed class WorkerGuard : IAsyncDisposable
{
    /// <remarks>Signals are ignored: Ctrl-C reaches all processes of a terminal, and the server still finishes calls.</remarks>
    private const string Shell =
        """
        trap '' INT HUP TERM QUIT
        folder=$1
        groups=
        while read -r change group name; do
          case $change in
            add) groups="$groups $group" ;;
            end) rest=
                 for other in $groups; do [ "$other" = "$group" ] || rest="$rest $other"; done
                 groups=$rest
                 rm -rf "$folder/$name" ;;
          esac
        done
        for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
        rm -rf "$folder"
        """;

    private readonly Lock _lock = new();
    private readonly Process? _process;

    public WorkerGuard(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Shell, "cloud-code-guard", folder]) { RedirectStandardInput = true, WorkingDirectory = "/" });
    }

    public void Add(int group) => Tell($"add {group}");

    /// <param name="folder">The worker's, to be removed.</param>
    public void End(int group, string folder) => Tell($"end {group} {Path.GetFileName(folder)}");

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        lock (_lock)
            _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Tell(string change)
    {
        if (_process is null)
            return;
        try
        {
            lock (_lock)
            {
                _process.StandardInput.Write(change + "\n");
                _process.StandardInput.Flush();
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Somebody has killed it. Workers still end when their input does.
        }
    }
}
