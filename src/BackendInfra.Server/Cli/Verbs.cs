using System.CommandLine;
using BackendInfra.Server.Cli.Releases;

namespace BackendInfra.Server.Cli;

/// <summary>The whole command line in one place.</summary>
internal static class Verbs
{
    public const string Serve = "serve";

    public static RootCommand Create(Func<string[], Task> serve, CommandHost host) => new("BackendInfra: a Parse-compatible backend with GraphQL and REST on PostgreSQL.")
    {
        ServeCommand(serve),
        AppCommands.Create(host),
        ImportCommand.Create(host),
        ExportCommand.Create(host),
        SchemaCommands.Create(host),
        DeployCommand.Create(host),
        ReleaseCommands.Create(host),
        FileCommands.Create(host),
        DocumentCommands.Create(host),
        LogsCommand.Create(host),
    };

    /// <summary>The option that names the app of a verb.</summary>
    public static Option<string> AppOption() => new("--app")
    {
        Description = "The app's name or application id.",
        HelpName = "NAME",
        Required = true,
    };

    private static Command ServeCommand(Func<string[], Task> serve)
    {
        var command = new Command(Serve, "Runs the server; the default. Settings follow: --urls http://localhost:1337, --Postgres:DataDirectory DIR, …")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(async (result, cancellationToken) => await CommandHost.GuardAsync(() => serve([.. result.UnmatchedTokens]), cancellationToken));
        return command;
    }
}
