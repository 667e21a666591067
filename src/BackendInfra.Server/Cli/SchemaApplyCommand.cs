using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using BackendInfra.Core.Schema.Changes;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Schemas;

namespace BackendInfra.Server.Cli;

/// <summary><c>schema apply FOLDER --app NAME</c>.</summary>
internal static class SchemaApplyCommand
{
    public static Command Create(CommandHost host)
    {
        var folder = new Argument<string>("FOLDER") { Description = "Where the class definitions are, as schema export writes them." };
        var app = Verbs.AppOption();
        var dryRun = new Option<bool>("--dry-run") { Description = "Show the changes, the SQL, and what stands in the way; change nothing." };
        var prune = SchemaDiffCommand.PruneOption();
        var allowDataLoss = new Option<bool>("--allow-data-loss") { Description = "Delete fields with their values, also where a type changes; with --prune, classes that hold objects." };
        var fillDefaults = new Option<bool>("--fill-defaults") { Description = "Give the default value to objects that have none for a field that becomes required." };
        var rewrite = new Option<bool>("--rewrite-large-tables") { Description = "Index fields of classes of more than 10,000 objects, whose tables are rewritten under a lock for it." };
        var asJson = SchemaDiffCommand.JsonOption();
        var remote = new ServerOptions();
        var command = new Command("apply", "Makes an app's classes what a folder defines: everything in one transaction, or nothing. Applied again, it changes nothing.")
        {
            folder, app, dryRun, prune, allowDataLoss, fillDefaults, rewrite, asJson,
        };
        remote.AddTo(command);
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(
            async () =>
            {
                var (path, isJson) = (result.GetValue(folder)!, result.GetValue(asJson));
                var options = new SchemaDeploymentOptions
                {
                    DryRun = result.GetValue(dryRun),
                    AllowDataLoss = result.GetValue(allowDataLoss),
                    FillDefaults = result.GetValue(fillDefaults),
                    RewriteLargeTables = result.GetValue(rewrite),
                };
                using var server = remote.Open(result, result.GetValue(app)!);
                var isShown = server is null && !options.DryRun && !isJson;
                var report = server is null
                    ? await RunAsync(host, result.GetValue(app)!, path, isShown ? options with { Running = sql => Console.WriteLine($"{sql};") } : options, result.GetValue(prune), cancellationToken)
                    : await SendAsync(server, path, options, result.GetValue(prune), cancellationToken);
                if (isJson)
                    SchemaCommands.Print(json => SchemaReportJson.Write(json, report));
                else
                    Show(report, options, isShown);
                return report.Obstacles.Count > 0 ? CommandLine.Failure : CommandLine.Success;
            },
            cancellationToken));
        return command;
    }

    /// <summary>Sends a folder to a server: to be planned, or to be applied.</summary>
    internal static async Task<SchemaReport> SendAsync(RemoteServer server, string folder, SchemaDeploymentOptions options, bool prune, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Body(folder, options, prune));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await server.SendAsync(HttpMethod.Post, options.DryRun ? "schema/plan" : "schema/apply", content, cancellationToken);
        return SchemaReportJson.Read(answer.RootElement);
    }

    private static async Task<SchemaReport> RunAsync(CommandHost host, string app, string folder, SchemaDeploymentOptions options, bool prune, CancellationToken cancellationToken)
    {
        var definition = SchemaFiles.Read(folder) with { Prune = prune };
        SchemaReport? report = null;
        await host.RunAsync(
            app,
            async (services, of, token) => report = await services.GetRequiredService<IObjectStore>().InTransactionAsync(
                of, transaction => SchemaDeployer.RunAsync(transaction, of, definition, options, SchemaCommands.FunctionsOf(of), token), token),
            cancellationToken);
        return report!;
    }

    private static void Show(SchemaReport report, SchemaDeploymentOptions options, bool hasShownStatements)
    {
        if (report.Statements.Count > 0)
            SchemaDiffCommand.Lines([.. hasShownStatements ? [] : SchemaReportText.Statements(report), ""]);
        SchemaDiffCommand.Lines(SchemaReportText.Obstacles(report).Concat(SchemaReportText.Changes(report)));
        if (report.Worst is not null)
            Console.WriteLine(options.DryRun ? "Nothing has been changed: this was a dry run." : "Applied.");
    }

    private static byte[] Body(string folder, SchemaDeploymentOptions options, bool prune)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ParseJsonText.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteStartArray("classes");
            foreach (var definition in SchemaFiles.ReadTexts(folder))
                json.WriteRawValue(definition, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteBoolean("prune", prune);
            json.WriteBoolean("allowDataLoss", options.AllowDataLoss);
            json.WriteBoolean("fillDefaults", options.FillDefaults);
            json.WriteBoolean("rewriteLargeTables", options.RewriteLargeTables);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
