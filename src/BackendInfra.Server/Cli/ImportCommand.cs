using System.CommandLine;
using System.CommandLine.Parsing;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Server.Import;

namespace BackendInfra.Server.Cli;

/// <summary><c>import FILES… --app NAME [--strict] [--server URL]</c>.</summary>
internal static class ImportCommand
{
    public const string MasterKeyVariable = "BACKENDINFRA_MASTER_KEY";

    public static Command Create(CommandHost host)
    {
        var files = new Argument<string[]>("FILES")
        {
            Description = "Parse export files, called after what is in them: Product.json, or _Join:categories:Product.json for a relation. Classes are imported before relations.",
            Arity = ArgumentArity.OneOrMore,
        };
        var app = Verbs.AppOption();
        var strict = new Option<bool>("--strict") { Description = "Refuse classes and fields that the app does not have, instead of adding them." };
        var server = new Option<Uri?>("--server") { CustomParser = ParseUrl, Description = "Send the files to a server, instead of writing to the database of this machine's configuration.", HelpName = "URL" };
        var masterKey = new Option<string?>("--master-key") { Description = $"The app's master key, for --server. Better given as {MasterKeyVariable}.", HelpName = "KEY" };
        var command = new Command("import", "Imports Parse export files. Each is imported whole or not at all, and may be imported again.") { files, app, strict, server, masterKey };
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(
            async () =>
            {
                var sources = Sources(result.GetValue(files)!);
                var options = new ImportOptions(result.GetValue(strict));
                var name = result.GetValue(app)!;
                if (result.GetValue(server) is { } url)
                    await SendAsync(new RemoteImporter(url, name, MasterKey(result.GetValue(masterKey))), sources, options, cancellationToken);
                else
                    await host.RunAsync(name, (services, of, token) => WriteAsync(services, of, sources, options, token), cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static async Task SendAsync(RemoteImporter remote, IReadOnlyList<ImportSource> sources, ImportOptions options, CancellationToken cancellationToken)
    {
        using (remote)
            await ImportScreen.RunAsync(sources, (source, progress) => remote.ImportAsync(source, options, progress, cancellationToken));
    }

    private static Task WriteAsync(IServiceProvider services, App app, IReadOnlyList<ImportSource> sources, ImportOptions options, CancellationToken cancellationToken)
    {
        var importer = services.GetRequiredService<Importer>();
        return ImportScreen.RunAsync(sources, (source, progress) => importer.ImportAsync(app, Principal.Master, source, options, progress, cancellationToken));
    }

    private static Uri? ParseUrl(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
            return url;
        argument.AddError("--server must be a URL such as http://localhost:1337.");
        return null;
    }

    private static string MasterKey(string? given) =>
        given ?? Environment.GetEnvironmentVariable(MasterKeyVariable)
            ?? throw new CommandException($"--server needs the app's master key, as --master-key or {MasterKeyVariable}.");

    /// <summary>The files, relations last: their owners must be there. A name that says nothing fails before anything is written.</summary>
    private static IReadOnlyList<ImportSource> Sources(string[] files)
    {
        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
            throw new CommandException($"There is no file {missing}.");
        return [.. files.Select(ImportSource.FromFile).OrderBy(IsRelation)];
    }

    private static bool IsRelation(ImportSource source)
    {
        try
        {
            return ImportTarget.FromFileName(source.Name).Relation is not null;
        }
        catch (Core.Errors.ParseException exception)
        {
            throw ImportFailure.InFile(source, exception);
        }
    }
}
