using System.ComponentModel;
using System.Diagnostics;
using BackendInfra.Core.Errors;

namespace BackendInfra.Server.CloudCode.Containment;

/// <summary>The Node that runs workers: the setting <c>CloudCode:Node</c>, else the one in <c>PATH</c>.</summary>
internal sealed class NodeProgram(CloudSettings settings)
{
    private static readonly Version Oldest = new(20, 19);

    /// <summary>From here on the permission model is no experiment, and has another name.</summary>
    private static readonly Version Permissions = new(23, 5);

    private readonly Lock _lock = new();
    private Task<NodeVersion>? _found;

    /// <summary>Where it is. Asked once; asked again after a failure, for Node may be installed meanwhile.</summary>
    /// <exception cref="ParseException">141: it is absent, or too old.</exception>
    public Task<NodeVersion> FindAsync()
    {
        lock (_lock)
            return _found is { IsFaulted: false, IsCanceled: false } ? _found : _found = AskAsync();
    }

    private async Task<NodeVersion> AskAsync()
    {
        var path = settings.Node ?? Programs.Find("node")
            ?? throw CloudFailures.Cannot($"Node.js was not found. Install version {Oldest} or later, or name it in the setting CloudCode:Node.");
        var answer = await VersionOfAsync(path);
        if (!Version.TryParse(answer.Trim().TrimStart('v'), out var version))
            throw CloudFailures.Cannot("the program of the setting CloudCode:Node is no Node.js.");
        if (version < Oldest)
            throw CloudFailures.Cannot($"Node.js is version {version}; it must be {Oldest} or later.");
        return new NodeVersion(path, version >= Permissions ? "--permission" : "--experimental-permission");
    }

    private static async Task<string> VersionOfAsync(string path)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return output;
        }
        catch (Win32Exception exception)
        {
            throw CloudFailures.Cannot("Node.js does not start. Check the setting CloudCode:Node.", exception);
        }
    }
}
