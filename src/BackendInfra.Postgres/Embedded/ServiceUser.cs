using System.ComponentModel;
using System.Diagnostics;

namespace BackendInfra.Postgres.Embedded;

/// <summary>
/// The user of the operating system that PostgreSQL runs as: ourselves, or an unprivileged one when we are root,
/// because PostgreSQL refuses to run as root.
/// </summary>
/// <param name="Name">Null when it is ourselves.</param>
internal sealed record ServiceUser(string? Name)
{
    private const string Accounts = "/etc/passwd";

    internal static ServiceUser Ourselves { get; } = new((string?)null);

    internal static ServiceUser Choose()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return Ourselves;
        return new(Array.Find(["postgres", "nobody"], Exists) ?? throw new EmbeddedPostgresException(
            "PostgreSQL does not run as root, and this machine has neither a user 'postgres' nor 'nobody'. "
            + "Make one (useradd --system postgres), or start BackendInfra as another user."));
    }

    /// <summary>The owner of an existing folder, so that data keep their user when a better one is installed later.</summary>
    internal async Task<ServiceUser> OrOwnerOfAsync(string folder, CancellationToken cancellationToken)
    {
        if (Name is null || !Directory.Exists(folder))
            return this;
        var listing = await Ourselves.RunAsync("ls", ["-ld", folder], cancellationToken);
        var owner = listing.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(2);
        return owner is null or "root" || !Exists(owner) ? this : new(owner);
    }

    /// <summary>Whether this user reaches the path and may enter the folder or run the program there.</summary>
    internal async Task<bool> MayExecuteAsync(string path, CancellationToken cancellationToken) =>
        Name is null || (await RunAsync("test", ["-x", path], cancellationToken)).ExitCode == 0;

    /// <summary>Gives a file, or a folder with all that is in it, to this user.</summary>
    internal async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (Name is null)
            return;
        var result = await Ourselves.RunAsync("chown", ["-R", Name + ":", path], cancellationToken);
        if (result.ExitCode != 0)
            throw new EmbeddedPostgresException($"Cannot give {path} to the user '{Name}': {result.Error.Trim()}");
    }

    internal async Task<ProcessResult> RunAsync(
        string file, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(Command(file, arguments));
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>A program run by this user in a clean environment, so that no locale or PG variable of ours changes it.</summary>
    internal ProcessStartInfo Command(string file, IEnumerable<string> arguments)
    {
        var command = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Our current folder may be one that this user cannot enter.
            WorkingDirectory = Path.GetPathRoot(AppContext.BaseDirectory),
        };
        if (OperatingSystem.IsWindows())
            return command;
        command.Environment.Clear();
        command.Environment["PATH"] = "/usr/bin:/bin:/usr/sbin:/sbin";
        command.Environment["LC_ALL"] = "C";
        command.Environment["TZ"] = "UTC";
        command.UserName = Name ?? "";
        return command;
    }

    internal static Process Start(ProcessStartInfo command)
    {
        try
        {
            return Process.Start(command)!;
        }
        catch (Win32Exception e)
        {
            var user = string.IsNullOrEmpty(command.UserName) ? "" : $" as user '{command.UserName}'";
            throw new EmbeddedPostgresException($"Cannot run {command.FileName}{user}: {e.Message}", e);
        }
    }

    private static bool Exists(string name) =>
        File.Exists(Accounts)
        && File.ReadLines(Accounts).Any(line => line.StartsWith(name + ":", StringComparison.Ordinal));
}
