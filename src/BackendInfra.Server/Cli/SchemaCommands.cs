using System.CommandLine;
using System.Text.Json;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest.Schemas;

namespace BackendInfra.Server.Cli;

/// <summary><c>schema export --app NAME [--out DIR]</c>.</summary>
internal static class SchemaCommands
{
    private static readonly JsonWriterOptions Indented = ParseJsonText.WriterOptions with { Indented = true, NewLine = "\n" };

    public static Command Create(CommandHost host) => new("schema", "Works with an app's class definitions.")
    {
        Export(host),
    };

    private static Command Export(CommandHost host)
    {
        var app = Verbs.AppOption();
        var folder = new Option<string?>("--out") { Description = "Write a file per class into this folder, instead of all classes to the standard output.", HelpName = "DIR" };
        var command = new Command("export", "Writes the class definitions as the schema API takes them.") { app, folder };
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(() => host.RunAsync(
            result.GetValue(app)!,
            async (services, of, token) =>
            {
                // Every app has the system classes, and none takes a definition of them.
                var classes = (await services.GetRequiredService<ISchemaRegistry>().GetAsync(of, token)).Classes.Where(c => !Names.IsSystemClass(c.Name)).ToArray();
                if (result.GetValue(folder) is { } path)
                    WriteFiles(classes, path);
                else
                    WriteAll(classes);
            },
            cancellationToken), cancellationToken));
        return command;
    }

    private static void WriteAll(IEnumerable<ClassSchema> classes)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, Indented))
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var of in classes)
                SchemaJsonWriter.WriteDefinition(json, of);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteFiles(IEnumerable<ClassSchema> classes, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var of in classes)
        {
            var path = Path.Combine(folder, $"{of.Name}.json");
            using var file = File.Create(path);
            using (var json = new Utf8JsonWriter(file, Indented))
                SchemaJsonWriter.WriteDefinition(json, of);
            file.Write("\n"u8);
            Console.WriteLine(path);
        }
    }
}
