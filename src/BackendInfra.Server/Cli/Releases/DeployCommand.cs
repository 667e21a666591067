using System.CommandLine;
using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.CloudCode.Releases;

namespace BackendInfra.Server.Cli.Releases;

/// <summary><c>deploy DIR --app NAME [--message TEXT] [--dry-run]</c>.</summary>
internal static class DeployCommand
{
    /// <summary>What any app may allow; the app's own limits are checked where they are known.</summary>
    private static readonly CloudCodeOptions Widest = new() { MaxReleaseFiles = 100_000, MaxReleaseSize = 256 * 1024 * 1024 };

    public static Command Create(CommandHost host)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of main.js; or a project with cloud/main.js and public." };
        var message = new Option<string>("--message") { Description = "What is new in this release.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Install and start the script, say what it defines, and change nothing." };
        var options = new ReleaseOptions();
        var command = new Command("deploy", "Deploys an app's Cloud Code as a new release. One that does not load is refused, and the old one goes on.") { folder, message, dryRun };
        options.AddTo(command);
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(
            async () =>
            {
                // Read first: what is wrong with files is told without a database.
                var bundle = await BundleFolder.ReadAsync(result.GetValue(folder)!, Widest, cancellationToken);
                foreach (var path in bundle.Ignored)
                    Console.WriteLine($"left out: {path}{(BundlePath.IsSecret(Path.GetFileName(path)) ? " (it may hold secrets)" : "")}");
                await options.RunAsync(
                    host,
                    result,
                    async (target, token) => Show(await target.DeployAsync(bundle, result.GetValue(message)!, result.GetValue(dryRun), token), options.Name(result)),
                    cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static void Show(Deployment deployment, string app)
    {
        if (deployment.IsUnchanged)
        {
            Console.WriteLine($"Release {deployment.Release!.Number} of {app} has these files already: nothing to do.");
            return;
        }

        foreach (var line in Lines(deployment.Definitions))
            Console.WriteLine(line);
        Console.WriteLine(deployment.Release is { } release ? $"Release {release.Number} of {app} is active." : "Nothing has been changed: this was a dry run.");
    }

    private static IEnumerable<string> Lines(CloudDefinitions definitions)
    {
        foreach (var function in definitions.Functions)
            yield return $"  function {function.Name}";
        foreach (var (className, kinds) in definitions.Triggers)
            yield return $"  triggers of {className}: {string.Join(", ", TriggerNames.Each(kinds).Select(TriggerNames.Of))}";
        foreach (var job in definitions.Jobs)
            yield return $"  job {job}";
        if (definitions.HasWebApp)
            yield return "  a web app";
    }
}
