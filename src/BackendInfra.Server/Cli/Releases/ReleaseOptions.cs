using System.CommandLine;

namespace BackendInfra.Server.Cli.Releases;

/// <summary>The options of all verbs about releases: whose they are, and through whom.</summary>
internal sealed class ReleaseOptions
{
    private readonly Option<string> _app = Verbs.AppOption();
    private readonly ServerOptions _remote = new();

    public void AddTo(Command command)
    {
        command.Add(_app);
        _remote.AddTo(command);
    }

    /// <summary>Runs work with the app's releases.</summary>
    public async Task RunAsync(CommandHost host, ParseResult result, Func<IReleaseTarget, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var name = result.GetValue(_app)!;
        using var server = _remote.Open(result, name);
        if (server is not null)
            await work(new RemoteReleases(server), cancellationToken);
        else
            await host.RunAsync(name, (services, app, token) => work(new StoredReleases(services, app), token), cancellationToken);
    }

    /// <summary>The app as it was named.</summary>
    public string Name(ParseResult result) => result.GetValue(_app)!;
}
