using System.CommandLine;
using System.CommandLine.Parsing;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Files;
using BackendInfra.Core.Permissions;
using BackendInfra.Server.Import;

namespace BackendInfra.Server.Cli;

/// <summary><c>import PATHS… --app NAME</c>: export files, folders of them, and archives.</summary>
internal static class ImportCommand
{
    public const string MasterKeyVariable = "BACKENDINFRA_MASTER_KEY";

    public static Command Create(CommandHost host)
    {
        var paths = new Argument<string[]>("PATHS")
        {
            Description = "Export files, called after what is in them (Product.json, _Join:categories:Product.json, _User.json, _SCHEMA.json), or a folder or an archive (.zip, .tar.gz) of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var app = Verbs.AppOption();
        var strict = new Option<bool>("--strict") { Description = "Refuse classes and fields that the app does not have, instead of adding them." };
        var skipOrphans = new Option<bool>("--skip-orphans") { Description = "Leave out members of relations whose owner does not exist, instead of refusing the file." };
        var sessions = new Option<bool>("--with-sessions") { Description = "Import _Session, so that users stay signed in." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be imported, and change nothing." };
        var copy = new Option<bool>("--copy-files") { Description = "Copy files that objects name from the servers of --files-from into the app." };
        var from = new Option<FileOrigin[]>("--files-from") { CustomParser = ParseOrigins, Description = "A host to copy files from, or the URL that stands before the names of an app's files. May be given again.", HelpName = "HOST" };
        var server = new Option<Uri?>("--server") { CustomParser = ParseUrl, Description = "Send the files to a server, instead of writing to the database of this machine's configuration.", HelpName = "URL" };
        var masterKey = new Option<string?>("--master-key") { Description = $"The app's master key, for --server. Better given as {MasterKeyVariable}.", HelpName = "KEY" };
        var command = new Command("import", "Imports an app's export: definitions, objects, users, relations. Each file is imported whole or not at all, and may be imported again.")
        {
            paths, app, strict, skipOrphans, sessions, dryRun, copy, from, server, masterKey,
        };
        command.Validators.Add(result =>
        {
            if (IsGiven(copy) != IsGiven(from))
                result.AddError("--copy-files and --files-from HOST belong together.");
            if (IsGiven(server) && (IsGiven(copy) || IsGiven(dryRun)))
                result.AddError("--copy-files and --dry-run need the database; they do not go with --server.");

            // Their values may be wrong, which is told elsewhere.
            bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
        });
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(
            async () =>
            {
                var options = new ImportOptions(result.GetValue(strict), result.GetValue(skipOrphans), result.GetValue(sessions));
                using var export = AppExport.Open(result.GetValue(paths)!, options);
                var name = result.GetValue(app)!;
                if (result.GetValue(server) is { } url)
                    await SendAsync(new RemoteImporter(url, name, MasterKey(result.GetValue(masterKey))), export, options, cancellationToken);
                else if (result.GetValue(dryRun))
                    await host.RunAsync(name, (services, of, token) => TryAsync(services, of, export, options, token), cancellationToken);
                else
                    await host.RunAsync(name, (services, of, token) => WriteAsync(services, of, export, options, result.GetValue(copy) ? result.GetValue(from)! : [], token), cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static async Task SendAsync(RemoteImporter remote, AppExport export, ImportOptions options, CancellationToken cancellationToken)
    {
        using (remote)
            await ImportScreen.RunAsync(export, (source, progress) => remote.ImportAsync(source, options, progress, cancellationToken));
    }

    private static async Task WriteAsync(
        IServiceProvider services, App app, AppExport export, ImportOptions options, IReadOnlyList<FileOrigin> origins, CancellationToken cancellationToken)
    {
        var importer = services.GetRequiredService<Importer>();
        using var copier = origins.Count > 0 ? new FileCopier(services.GetRequiredService<IFileStore>(), origins) : null;
        var with = options with { Files = copier };
        await ImportScreen.RunAsync(export, (source, progress) => importer.ImportAsync(app, Principal.Master, source, with, progress, cancellationToken));
    }

    private static async Task TryAsync(IServiceProvider services, App app, AppExport export, ImportOptions options, CancellationToken cancellationToken)
    {
        var importer = services.GetRequiredService<Importer>();
        await importer.TryAsync(
            app,
            transaction => ImportScreen.RunAsync(export, (source, progress) => importer.ImportAsync(transaction, app, source, options, progress, cancellationToken)),
            cancellationToken);
        Console.WriteLine("Nothing has been changed: this was a dry run.");
    }

    private static Uri? ParseUrl(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
            return url;
        argument.AddError("--server must be a URL such as http://localhost:1337.");
        return null;
    }

    private static FileOrigin[] ParseOrigins(ArgumentResult argument)
    {
        var origins = argument.Tokens.Select(token => FileOrigin.Parse(token.Value)).ToArray();
        if (origins.Contains(null))
            argument.AddError("--files-from must be a host such as files.example.com, or a URL such as https://files.example.com/myapp/.");
        return [.. origins.OfType<FileOrigin>()];
    }

    private static string MasterKey(string? given) =>
        given ?? Environment.GetEnvironmentVariable(MasterKeyVariable)
            ?? throw new CommandException($"--server needs the app's master key, as --master-key or {MasterKeyVariable}.");
}
