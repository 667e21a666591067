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
        var remote = new ServerOptions();
        var command = new Command("import", "Imports an app's export: definitions, objects, users, relations. Each file is imported whole or not at all, and may be imported again.")
        {
            paths, app, strict, skipOrphans, sessions, dryRun, copy, from,
        };
        remote.AddTo(command);
        command.Validators.Add(result =>
        {
            if (IsGiven(copy) != IsGiven(from))
                result.AddError("--copy-files and --files-from HOST belong together.");
            if (IsGiven(remote.Server) && (IsGiven(copy) || IsGiven(dryRun)))
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
                using var server = remote.Open(result, name);
                if (server is not null)
                    await ImportScreen.RunAsync(export, (source, progress) => RemoteImporter.ImportAsync(server, source, options, progress, cancellationToken));
                else if (result.GetValue(dryRun))
                    await host.RunAsync(name, (services, of, token) => TryAsync(services, of, export, options, token), cancellationToken);
                else
                    await host.RunAsync(name, (services, of, token) => WriteAsync(services, of, export, options, result.GetValue(copy) ? result.GetValue(from)! : [], token), cancellationToken);
            },
            cancellationToken));
        return command;
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

    private static FileOrigin[] ParseOrigins(ArgumentResult argument)
    {
        var origins = argument.Tokens.Select(token => FileOrigin.Parse(token.Value)).ToArray();
        if (origins.Contains(null))
            argument.AddError("--files-from must be a host such as files.example.com, or a URL such as https://files.example.com/myapp/.");
        return [.. origins.OfType<FileOrigin>()];
    }
}
