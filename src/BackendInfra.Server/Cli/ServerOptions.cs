using System.CommandLine;
using System.CommandLine.Parsing;

namespace BackendInfra.Server.Cli;

/// <summary>The options of verbs that can talk to a running server instead of to the database.</summary>
internal sealed class ServerOptions
{
    public const string MasterKeyVariable = "BACKENDINFRA_MASTER_KEY";

    public Option<Uri?> Server { get; } = new("--server")
    {
        CustomParser = ParseUrl,
        Description = "Talk to a server, instead of to the database of this machine's configuration.",
        HelpName = "URL",
    };

    public Option<string?> MasterKey { get; } = new("--master-key")
    {
        Description = $"The app's master key, for --server. Better given as {MasterKeyVariable}.",
        HelpName = "KEY",
    };

    public void AddTo(Command command)
    {
        command.Add(Server);
        command.Add(MasterKey);
    }

    /// <summary>The server that the verb shall talk to; null for the database.</summary>
    /// <param name="applicationId">The app's application id: a server knows apps by nothing else.</param>
    /// <exception cref="CommandException">There is no master key.</exception>
    public RemoteServer? Open(ParseResult result, string applicationId) => result.GetValue(Server) is { } url
        ? new RemoteServer(url, applicationId, result.GetValue(MasterKey) ?? Environment.GetEnvironmentVariable(MasterKeyVariable)
            ?? throw new CommandException($"--server needs the app's master key, as --master-key or {MasterKeyVariable}."))
        : null;

    private static Uri? ParseUrl(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
            return url;
        argument.AddError("--server must be a URL such as http://localhost:1337.");
        return null;
    }
}
