using System.Diagnostics;

namespace BackendInfra.Postgres.Embedded;

/// <summary>
/// The command of a small process between us and PostgreSQL. It waits for its standard input to end, and then
/// stops the server: we close it to stop, and the operating system closes it when we are killed.
/// </summary>
internal static class ServerGuard
{
    /// <remarks>
    /// A session of its own, and signals ignored, because Ctrl-C reaches all processes of a terminal, and the database
    /// has to outlive the requests that we still finish. INT stops a server at once. TERM before it ends one that has
    /// only just started and does not listen to INT yet, as a shell's background processes do not.
    /// </remarks>
    private const string Shell =
        """
        trap '' INT HUP
        removed=$1; shift
        exec 3<&0
        $(command -v setsid) "$@" </dev/null 3<&- &
        server=$!
        trap '' TERM
        (read -r _ <&3; kill -TERM "$server"; kill -INT "$server") >/dev/null 2>&1 &
        watcher=$!
        exec 3<&-
        wait "$server"; code=$?
        kill -KILL "$watcher"; wait "$watcher"
        [ -z "$removed" ] || rmdir "$removed"
        exit "$code"
        """;

    /// <remarks>pg_ctl, because it drops an administrator's rights, with which postgres.exe does not run.</remarks>
    private const string PowerShell =
        """
        & $env:PG_CTL -w start
        if ($LASTEXITCODE -ne 0) { exit 1 }
        [void][Console]::In.ReadToEnd()
        & $env:PG_CTL -m fast -w stop
        """;

    internal static ProcessStartInfo Command(PostgresBinaries binaries, ServerFolder folder, ServerEndpoint endpoint)
    {
        if (!OperatingSystem.IsWindows())
        {
            return folder.User.Command(
                "/bin/sh",
                ["-c", Shell, "postgres-guard", endpoint.RemovedFolder ?? "", binaries.Program("postgres"), "-D", folder.Data]);
        }

        var command = folder.User.Command("powershell.exe", ["-NoProfile", "-NonInteractive", "-Command", PowerShell]);
        command.Environment["PG_CTL"] = binaries.Program("pg_ctl");
        command.Environment["PGDATA"] = folder.Data;
        return command;
    }
}
