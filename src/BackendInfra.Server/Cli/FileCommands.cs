using System.CommandLine;
using BackendInfra.Server.Files;

namespace BackendInfra.Server.Cli;

/// <summary><c>files clean --app NAME [--dry-run] [--grace HOURS]</c>.</summary>
internal static class FileCommands
{
    private const int DefaultGrace = 24;

    public static Command Create(CommandHost host) => new("files", "Works with an app's uploaded files.")
    {
        Clean(host),
    };

    private static Command Clean(CommandHost host)
    {
        var app = Verbs.AppOption();
        var dryRun = new Option<bool>("--dry-run") { Description = "List the files, and delete none." };
        var grace = new Option<int>("--grace") { Description = "Keep files younger than this many hours.", HelpName = "HOURS", DefaultValueFactory = _ => DefaultGrace };
        grace.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
                result.AddError("--grace must not be negative.");
        });
        var command = new Command("clean", "Deletes files that no object refers to.") { app, dryRun, grace };
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(() => host.RunAsync(
            result.GetValue(app)!,
            async (services, of, token) =>
            {
                var cleaner = services.GetRequiredService<FileCleaner>();
                var count = await cleaner.CleanAsync(of, TimeSpan.FromHours(result.GetValue(grace)), result.GetValue(dryRun), Console.WriteLine, token);
                Console.WriteLine(result.GetValue(dryRun) ? $"{count} files would be deleted" : $"{count} files deleted");
            },
            cancellationToken), cancellationToken));
        return command;
    }
}
