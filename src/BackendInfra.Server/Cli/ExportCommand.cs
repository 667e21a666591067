using System.CommandLine;
using BackendInfra.Server.Export;

namespace BackendInfra.Server.Cli;

/// <summary><c>export [CLASSES…] --app NAME [--out DIR]</c>.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandHost host)
    {
        var classes = new Argument<string[]>("CLASSES") { Description = "The classes to export, each with its relations; all by default.", Arity = ArgumentArity.ZeroOrMore };
        var app = Verbs.AppOption();
        var folder = new Option<string>("--out") { Description = "The folder to write to, made when it is missing.", HelpName = "DIR", DefaultValueFactory = _ => "." };
        var command = new Command("export", "Writes an app's objects into files that import again: one per class, and one per relation.") { classes, app, folder };
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(() => host.RunAsync(
            result.GetValue(app)!,
            (services, of, token) => services.GetRequiredService<Exporter>().ExportAsync(
                of,
                result.GetValue(folder)!,
                result.GetValue(classes)!,
                file => Console.WriteLine($"{file.Path}: {file.Rows} {(file.Target.Relation is null ? "objects" : "members")}"),
                token),
            cancellationToken), cancellationToken));
        return command;
    }
}
