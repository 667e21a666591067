using System.CommandLine;
using BackendInfra.Core.Apps;

namespace BackendInfra.Server.Cli;

/// <summary><c>app list</c>, <c>app create NAME</c>, <c>app keys NAME</c>, <c>app options NAME</c>, <c>app set NAME OPTION=VALUE</c>.</summary>
internal static class AppCommands
{
    public static Command Create(CommandHost host) => new("app", "Lists and makes apps, shows their keys, and sets their options.")
    {
        List(host),
        CreateApp(host),
        Keys(host),
        Options(host),
        Set(host),
    };

    private static Command List(CommandHost host)
    {
        var command = new Command("list", "Lists the apps with their application ids.");
        command.SetAction((_, cancellationToken) => CommandHost.GuardAsync(() => host.RunAsync(
            async (services, token) =>
            {
                foreach (var app in await services.GetRequiredService<IAppStore>().ListAsync(token))
                    Console.WriteLine($"{app.Name}\t{app.Id}");
            },
            cancellationToken), cancellationToken));
        return command;
    }

    private static Command CreateApp(CommandHost host)
    {
        var name = new Argument<string>("NAME") { Description = "Letters, digits, - and _, beginning with a letter." };
        var id = new Option<string?>("--id") { Description = "The application id; a random one by default.", HelpName = "ID" };
        var command = new Command("create", "Makes an app with keys of its own.") { name, id };
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(() => host.RunAsync(
            async (services, token) =>
            {
                var applicationId = result.GetValue(id);
                if (applicationId is not null && !Core.Values.ObjectId.IsValid(applicationId))
                    throw new CommandException("The application id may hold letters, digits and - _ . : @ + = only.");
                var app = await services.GetRequiredService<IAppStore>().CreateAsync(result.GetValue(name)!, new AppOptions(), token, applicationId);
                Console.WriteLine($"Made the app {app.Name} with the application id {app.Id}");
                Console.WriteLine($"Its keys: {Invocation.Text} app keys {app.Name}");
            },
            cancellationToken), cancellationToken));
        return command;
    }

    private static Command Keys(CommandHost host)
    {
        var name = new Argument<string>("NAME") { Description = "The app's name or application id." };
        var command = new Command("keys", "Shows an app's keys. Keep the master key secret: it passes every permission.") { name };
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(() => host.RunAsync(
            result.GetValue(name)!,
            (_, app, _) =>
            {
                foreach (var (label, key) in KeysOf(app))
                    Console.WriteLine($"{label,-24}{key}");
                return Task.CompletedTask;
            },
            cancellationToken), cancellationToken));
        return command;
    }

    private static Command Options(CommandHost host)
    {
        var name = new Argument<string>("NAME") { Description = "The app's name or application id." };
        var command = new Command("options", "Shows an app's options as JSON.") { name };
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(() => host.RunAsync(
            result.GetValue(name)!,
            (_, app, _) =>
            {
                Console.WriteLine(AppOptionsJson.WriteReadable(app.Options));
                return Task.CompletedTask;
            },
            cancellationToken), cancellationToken));
        return command;
    }

    private static Command Set(CommandHost host)
    {
        var name = new Argument<string>("NAME") { Description = "The app's name or application id." };
        var settings = new Argument<string[]>("OPTION=VALUE")
        {
            Description = "Such as defaultClassLevelPermissions=public, maxLimit=1000, limits.batchRequests=50, masterKeyIps='[\"10.0.0.0/8\"]'.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("set", "Sets options of an app. Running servers follow at once.") { name, settings };
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(() => host.RunAsync(
            result.GetValue(name)!,
            async (services, app, token) =>
            {
                var options = AppOptionsJson.Change(app.Options, result.GetValue(settings)!.Select(Setting));
                await services.GetRequiredService<IAppStore>().ChangeAsync(app, options, token);
                Console.WriteLine(AppOptionsJson.WriteReadable(options));
            },
            cancellationToken), cancellationToken));
        return command;
    }

    private static (string Name, string Value) Setting(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
            ? (text[..equals], text[(equals + 1)..])
            : throw new CommandException($"{text} is no OPTION=VALUE.");

    private static IEnumerable<(string Label, string Key)> KeysOf(App app) =>
    [
        ("Application id", app.Id),
        ("Client key", app.Keys.Client),
        ("JavaScript key", app.Keys.JavaScript),
        ("REST key", app.Keys.Rest),
        (".NET key", app.Keys.DotNet),
        ("Master key", app.Keys.Master),
        ("Read-only master key", app.Keys.ReadOnlyMaster),
        ("Maintenance key", app.Keys.Maintenance),
        ("Webhook key", app.Keys.Webhook),
    ];
}
