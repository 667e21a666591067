using System.ComponentModel;
using System.Diagnostics;
using BackendInfra.Core.Errors;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>Installs a release's npm modules with <c>npm ci</c>: exactly those of the lock file, and without running any script of theirs.</summary>
internal sealed class ModuleInstaller(ILogger<ModuleInstaller> log)
{
    private const int MaxError = 2000;

    private static readonly string Program = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private static readonly string[] Arguments =
        ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--no-progress", "--loglevel=error", "--fetch-retries=1", "--fetch-timeout=60000"];

    /// <summary>What npm needs of our environment. Nothing else is its business: keys and passwords may be in it.</summary>
    private static readonly string[] Passed = ["PATH", "HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "SystemRoot", "TEMP", "TMPDIR", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"];

    /// <exception cref="ParseException">141 with npm's own error.</exception>
    public async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        using var npm = Start(folder);
        try
        {
            npm.StandardInput.Close();
            var output = npm.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = npm.StandardError.ReadToEndAsync(deadline.Token);
            await npm.WaitForExitAsync(deadline.Token);
            if (npm.ExitCode == 0)
                return;
            var (printed, said) = (await output, await errors);
            log.LogWarning("npm ci failed: {Errors}", said);
            throw Failure(Readable(said.Length > 0 ? said : printed, folder));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure($"npm did not end within {Timeout.TotalMinutes} minutes.");
        }
        finally
        {
            if (!npm.HasExited)
                npm.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string folder)
    {
        var start = new ProcessStartInfo(Program, Arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => !IsPassed(name)).ToArray())
            start.Environment.Remove(name);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new ParseException(ErrorCode.ScriptFailed, "npm was not found on the server, which needs it to install the modules of package.json.", exception);
        }
    }

    private static bool IsPassed(string name) =>
        Passed.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.StartsWith("npm_config_", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase);

    /// <summary>npm's words without the paths of this machine.</summary>
    private static string Readable(string errors, string folder)
    {
        var lines = errors.Replace(folder, ".", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.Contains("complete log of this run", StringComparison.Ordinal) && !line.Contains("-debug-0.log", StringComparison.Ordinal));
        var text = string.Join('\n', lines);
        return text.Length <= MaxError ? text : text[..MaxError] + "…";
    }

    private static ParseException Failure(string why) => new(ErrorCode.ScriptFailed, $"The npm modules cannot be installed. {why}");
}
