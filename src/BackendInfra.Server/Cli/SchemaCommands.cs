using System.CommandLine;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.Schemas;

namespace BackendInfra.Server.Cli;

/// <summary><c>schema export|diff|apply</c>: an app's classes as code.</summary>
internal static class SchemaCommands
{
    private static readonly JsonWriterOptions Indented = ParseJsonText.WriterOptions with { Indented = true, NewLine = "\n" };

    public static Command Create(CommandHost host) => new("schema", "Works with an app's class definitions as files.")
    {
        Export(host),
        SchemaDiffCommand.Create(host),
        SchemaApplyCommand.Create(host),
    };

    private static Command Export(CommandHost host)
    {
        var app = Verbs.AppOption();
        var folder = new Option<string?>("--out") { Description = "Write classes/NAME.json and schema.graphql into this folder, instead of all classes to the standard output.", HelpName = "DIR" };
        var remote = new ServerOptions();
        var command = new Command("export", "Writes the class definitions as the schema API and schema apply take them, and the GraphQL schema. Equal classes give equal files.") { app, folder };
        remote.AddTo(command);
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(
            async () =>
            {
                var name = result.GetValue(app)!;
                using var server = remote.Open(result, name);
                if (server is null)
                {
                    await host.RunAsync(
                        name,
                        async (services, of, token) =>
                        {
                            var snapshot = await services.GetRequiredService<ISchemaRegistry>().GetAsync(of, token);
                            Write([.. SchemaFiles.Defined(snapshot).Select(schema => (schema.Name, SchemaFiles.Text(schema)))], SchemaDeployer.Sdl(snapshot, FunctionsOf(of), of), result.GetValue(folder));
                        },
                        cancellationToken);
                    return;
                }

                using var answer = await server.SendAsync(HttpMethod.Get, "schema", null, cancellationToken);
                var classes = answer.RootElement.GetProperty("classes").EnumerateArray().Select(json => (json.GetProperty("className").GetString()!, Text(json)));
                Write([.. classes], answer.RootElement.GetProperty("graphql").GetString()!, result.GetValue(folder));
            },
            cancellationToken));
        return command;
    }

    /// <summary>The app's functions, as far as the database knows them.</summary>
    internal static string[] FunctionsOf(App app) =>
        [.. app.Webhooks.Functions.Select(hook => hook.FunctionName!).Union((app.CloudCode?.Definitions.Functions ?? []).Select(function => function.Name)).Order(StringComparer.Ordinal)];

    /// <summary>JSON on the standard output.</summary>
    internal static void Print(Action<Utf8JsonWriter> write)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, Indented))
            write(json);
        output.Write("\n"u8);
    }

    private static void Write(IReadOnlyList<(string Name, string Json)> classes, string sdl, string? folder)
    {
        if (folder is not null)
        {
            foreach (var (path, isDeleted) in SchemaFiles.Write(folder, classes, sdl))
                Console.WriteLine(isDeleted ? $"{path} deleted" : path);
            return;
        }

        Print(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var (_, text) in classes)
            {
                using var definition = JsonDocument.Parse(text);
                definition.WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static string Text(JsonElement json)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
            json.WriteTo(writer);
        buffer.Write("\n"u8);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
