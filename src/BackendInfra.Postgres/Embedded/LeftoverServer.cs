using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace BackendInfra.Postgres.Embedded;

/// <summary>What <c>postmaster.pid</c> tells of an earlier server on the same data.</summary>
internal static class LeftoverServer
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Waits until an earlier server is gone: when its BackendInfra was killed a moment ago, it is still stopping.
    /// A file left by a crash is no obstacle.
    /// </summary>
    internal static async Task WaitAsync(string data, CancellationToken cancellationToken)
    {
        var file = Path.Combine(data, "postmaster.pid");
        var started = Stopwatch.GetTimestamp();
        while (ReadPid(file) is { } pid && IsAlive(pid))
        {
            if (!IsServerOf(data, pid))
            {
                // After a crash another program got the number. PostgreSQL would take it for a server and refuse.
                File.Delete(file);
                return;
            }
            if (Stopwatch.GetElapsedTime(started) > s_patience)
            {
                throw new EmbeddedPostgresException(
                    $"Another PostgreSQL (process {pid}) runs on {data}. Stop it (kill -INT {pid}), or choose another data folder.");
            }
            await Task.Delay(50, cancellationToken);
        }
    }

    private static int? ReadPid(string file)
    {
        try
        {
            return int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid) ? Math.Abs(pid) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Win32Exception)
        {
            return true;
        }
    }

    /// <summary>A server works in its data folder, which Linux shows; elsewhere its name has to do.</summary>
    private static bool IsServerOf(string data, int pid)
    {
        try
        {
            if (OperatingSystem.IsLinux() && new DirectoryInfo($"/proc/{pid}/cwd").LinkTarget is { } folder)
                return folder == data;
            using var process = Process.GetProcessById(pid);
            return process.ProcessName == "postgres";
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
