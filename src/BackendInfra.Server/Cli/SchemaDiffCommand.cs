using System.CommandLine;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Schema.Changes;
using BackendInfra.Server.GraphQL.Diff;
using BackendInfra.Server.Schemas;

namespace BackendInfra.Server.Cli;

/// <summary><c>schema diff FOLDER --app NAME</c>, <c>schema diff FROM TO</c>.</summary>
internal static class SchemaDiffCommand
{
    private const string FailOnBreaking = "breaking", FailOnDangerous = "dangerous", FailOnNothing = "never";

    public static Command Create(CommandHost host)
    {
        var paths = new Argument<string[]>("PATHS")
        {
            Description = "The folder to compare the app with; or two of them, the old one first. GraphQL schemas (.graphql) may stand for folders.",
            Arity = new ArgumentArity(1, 2),
        };
        var app = new Option<string?>("--app") { Description = "The app whose classes are the old ones.", HelpName = "NAME" };
        var prune = PruneOption();
        var failOn = new Option<string>("--fail-on") { Description = $"Which changes give an exit code that is not 0: {CommandLine.Breaking} for breaking changes, {CommandLine.Dangerous} for dangerous ones.", DefaultValueFactory = _ => FailOnBreaking };
        failOn.AcceptOnlyFromAmong(FailOnBreaking, FailOnDangerous, FailOnNothing);
        var asJson = JsonOption();
        var remote = new ServerOptions();
        var command = new Command("diff", "Lists changes between schemas, and which of them break clients: breaking, dangerous or safe.") { paths, app, prune, failOn, asJson };
        remote.AddTo(command);
        command.Validators.Add(result =>
        {
            if ((result.GetResult(paths)?.Tokens.Count == 1) != (result.GetResult(app) is not null))
                result.AddError("Name a folder and --app, or two folders.");
        });
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(
            async () =>
            {
                var sources = result.GetValue(paths)!;
                var report = result.GetValue(app) is { } name
                    ? await OfAppAsync(host, remote.Open(result, name), name, sources[0], result.GetValue(prune), cancellationToken)
                    : Of(sources[0], sources[1]);
                if (result.GetValue(asJson))
                    SchemaCommands.Print(json => SchemaReportJson.Write(json, report));
                else
                    Lines(SchemaReportText.Changes(report));
                return ExitCode(report.Worst, result.GetValue(failOn)!);
            },
            cancellationToken));
        return command;
    }

    internal static Option<bool> PruneOption() => new("--prune") { Description = "Delete classes that the folder does not define; without it they stay as they are." };

    internal static Option<bool> JsonOption() => new("--json") { Description = "Print JSON." };

    internal static void Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Console.WriteLine(line);
    }

    /// <summary>Two folders, or two GraphQL schemas.</summary>
    private static SchemaReport Of(string from, string to) => IsSdl(from) || IsSdl(to)
        ? SchemaReport.Of([], SdlDiff.Between(ReadSdl(from), ReadSdl(to)))
        : SchemaDeployer.Compare(Snapshot(from), Snapshot(to), [], null);

    private static async Task<SchemaReport> OfAppAsync(CommandHost host, RemoteServer? server, string app, string path, bool prune, CancellationToken cancellationToken)
    {
        if (server is not null)
        {
            using (server)
                return await OfServerAsync(server, path, prune, cancellationToken);
        }

        // Read first: what is wrong with files is told without a database.
        var sdl = IsSdl(path) ? ReadSdl(path) : null;
        var definition = sdl is null ? SchemaFiles.Read(path) with { Prune = prune } : null;
        SchemaReport? report = null;
        await host.RunAsync(
            app,
            async (services, of, token) =>
            {
                var snapshot = await services.GetRequiredService<ISchemaRegistry>().GetAsync(of, token);
                var functions = SchemaCommands.FunctionsOf(of);
                report = definition is null
                    ? SchemaReport.Of([], SdlDiff.Between(SchemaDeployer.Sdl(snapshot, functions, of), sdl!))
                    : SchemaDeployer.Compare(snapshot, definition.ApplyTo(snapshot, of.Options), functions, of) with { Undefined = prune ? [] : [.. definition.Undefined(snapshot)] };
            },
            cancellationToken);
        return report!;
    }

    private static async Task<SchemaReport> OfServerAsync(RemoteServer server, string path, bool prune, CancellationToken cancellationToken)
    {
        if (!IsSdl(path))
            return await SchemaApplyCommand.SendAsync(server, path, new SchemaDeploymentOptions { DryRun = true }, prune, cancellationToken);
        using var answer = await server.SendAsync(HttpMethod.Get, "schema", null, cancellationToken);
        return SchemaReport.Of([], SdlDiff.Between(answer.RootElement.GetProperty("graphql").GetString()!, ReadSdl(path)));
    }

    private static bool IsSdl(string path) => Path.GetExtension(path) is ".graphql" or ".graphqls" or ".gql";

    private static string ReadSdl(string path) => IsSdl(path) ? File.ReadAllText(path) : SchemaDeployer.Sdl(Snapshot(path), [], null);

    /// <summary>The classes of a folder, in an app that has nothing else.</summary>
    private static SchemaSnapshot Snapshot(string folder) =>
        SchemaFiles.Read(folder).ApplyTo(SystemClasses.EnsureIn(new SchemaSnapshot("app", 0, [])), new AppOptions());

    private static int ExitCode(ChangeSeverity? worst, string failOn) => (worst, failOn) switch
    {
        (ChangeSeverity.Breaking, not FailOnNothing) => CommandLine.Breaking,
        (ChangeSeverity.Dangerous, FailOnDangerous) => CommandLine.Dangerous,
        _ => CommandLine.Success,
    };
}
