using System.CommandLine;
using System.IO.Compression;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Cli.Releases;

/// <summary><c>releases list|show N|download N|rollback [N] --app NAME</c>.</summary>
internal static class ReleaseCommands
{
    public static Command Create(CommandHost host) => new("releases", "Works with the releases of an app's Cloud Code.")
    {
        List(host),
        Show(host),
        Download(host),
        RollBack(host),
    };

    private static Command List(CommandHost host) => Verb(
        host,
        new Command("list", "Lists the releases, the newest first: number, date, active, message."),
        async (target, _, _, cancellationToken) =>
        {
            foreach (var release in await target.ListAsync(cancellationToken))
                Console.WriteLine($"{release.Number}\t{IsoDate.Format(release.CreatedAt)}\t{(release.IsActive ? "active" : "")}\t{release.Comment.ReplaceLineEndings(" ")}");
        });

    private static Command Show(CommandHost host)
    {
        var number = NumberArgument();
        return Verb(
            host,
            new Command("show", "Lists the files of a release with their sizes.") { number },
            async (target, result, _, cancellationToken) =>
            {
                using var zip = new ZipArchive(new MemoryStream(await target.DownloadAsync(result.GetValue(number), cancellationToken)), ZipArchiveMode.Read);
                foreach (var entry in zip.Entries)
                    Console.WriteLine($"{entry.FullName}\t{entry.Length}");
            });
    }

    private static Command Download(CommandHost host)
    {
        var number = NumberArgument();
        var file = new Option<string?>("--out") { Description = "The file to write; APP-N.zip by default. One that exists is not overwritten.", HelpName = "FILE" };
        return Verb(
            host,
            new Command("download", "Writes the files of a release as a zip archive.") { number, file },
            async (target, result, app, cancellationToken) =>
            {
                var path = result.GetValue(file) ?? $"{app}-{result.GetValue(number)}.zip";
                if (File.Exists(path))
                    throw new CommandException($"There is a file {path} already.");
                await File.WriteAllBytesAsync(path, await target.DownloadAsync(result.GetValue(number), cancellationToken), cancellationToken);
                Console.WriteLine(path);
            });
    }

    private static Command RollBack(CommandHost host)
    {
        var number = new Argument<int?>("N") { Description = "The release to go to; the one before the active one by default.", Arity = ArgumentArity.ZeroOrOne };
        return Verb(
            host,
            new Command("rollback", "Makes another release the active one, if it still loads.") { number },
            async (target, result, app, cancellationToken) =>
            {
                var to = result.GetValue(number) ?? await BeforeAsync(target, cancellationToken);
                var release = await target.ActivateAsync(to, cancellationToken);
                Console.WriteLine($"Release {release.Number} of {app} is active.");
            });
    }

    private static async Task<int> BeforeAsync(IReleaseTarget target, CancellationToken cancellationToken) =>
        (await target.ListAsync(cancellationToken)).SkipWhile(release => !release.IsActive).Skip(1).FirstOrDefault()?.Number
        ?? throw new CommandException("There is no release before the active one.");

    private static Argument<int> NumberArgument() => new("N") { Description = "The number of the release." };

    private static Command Verb(CommandHost host, Command command, Func<IReleaseTarget, ParseResult, string, CancellationToken, Task> work)
    {
        var options = new ReleaseOptions();
        options.AddTo(command);
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(
            () => options.RunAsync(host, result, (target, token) => work(target, result, options.Name(result), token), cancellationToken), cancellationToken));
        return command;
    }
}
