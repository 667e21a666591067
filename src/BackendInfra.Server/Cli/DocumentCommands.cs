using System.CommandLine;
using System.Text.Json;
using BackendInfra.Core.Documents;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Documents;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.Cli;

/// <summary><c>documents upload FILE --app NAME [--replace]</c>, <c>documents list --app NAME</c>, <c>documents delete ID --app NAME</c>.</summary>
internal static class DocumentCommands
{
    private const int Page = 1000;

    public static Command Create(CommandHost host) => new("documents", "Works with an app's trusted list of GraphQL documents.")
    {
        Upload(host),
        List(host),
        Delete(host),
    };

    private static Command Upload(CommandHost host)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A JSON object of ids and documents, as graphql-codegen and relay-compiler write it, or Apollo's persisted query manifest." };
        var app = Verbs.AppOption();
        var replace = new Option<bool>("--replace") { Description = "Delete all documents that are not in the file." };
        var command = new Command("upload", "Registers documents. Each must fit the app's classes, else none is registered.") { file, app, replace };
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(() => host.RunAsync(
            result.GetValue(app)!,
            async (services, of, token) =>
            {
                var documents = DocumentManifest.Read(await MembersAsync(result.GetValue(file)!, token), services.GetRequiredService<TimeProvider>().GetUtcNow());
                var snapshot = await services.GetRequiredService<ISchemaRegistry>().GetAsync(of, token);
                var schema = AppSchemaBuilder.Build(snapshot, SchemaCommands.FunctionsOf(of), _ => { }, of.GraphQLConfig, of.Options.GraphQLSchema, of.CloudCode?.Definitions);
                await TrustedDocuments.RequireValidAsync(schema, documents, token);
                await services.GetRequiredService<ITrustedDocumentStore>().AddAsync(of, documents, result.GetValue(replace), token);
                Console.WriteLine($"{documents.Length} documents registered");
            },
            cancellationToken), cancellationToken));
        return command;
    }

    private static Command List(CommandHost host)
    {
        var app = Verbs.AppOption();
        var command = new Command("list", "Lists the ids of the documents, and since when they are registered.") { app };
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(() => host.RunAsync(
            result.GetValue(app)!,
            async (services, of, token) =>
            {
                var store = services.GetRequiredService<ITrustedDocumentStore>();
                for (var page = await store.ListAsync(of, "", Page, token); page.Count > 0; page = await store.ListAsync(of, page[^1].Id, Page, token))
                {
                    foreach (var document in page)
                        Console.WriteLine($"{document.Id}\t{IsoDate.Format(document.CreatedAt)}");
                }
            },
            cancellationToken), cancellationToken));
        return command;
    }

    private static Command Delete(CommandHost host)
    {
        var id = new Argument<string>("ID") { Description = "The document's id." };
        var app = Verbs.AppOption();
        var command = new Command("delete", "Deletes a document. Clients that name it are refused from then on.") { id, app };
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(() => host.RunAsync(
            result.GetValue(app)!,
            async (services, of, token) =>
            {
                if (!await services.GetRequiredService<ITrustedDocumentStore>().DeleteAsync(of, result.GetValue(id)!, token))
                    throw new CommandException($"There is no document {result.GetValue(id)}. See them with: {Invocation.Text} documents list --app {of.Name}");
                Console.WriteLine("Deleted");
            },
            cancellationToken), cancellationToken));
        return command;
    }

    /// <exception cref="CommandException">The file cannot be read, or holds something else.</exception>
    private static async Task<IEnumerable<(string Name, JsonElement Value)>> MembersAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = file.OpenRead();
            using var json = await JsonDocument.ParseAsync(content, ParseJson.DocumentOptions, cancellationToken);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? [.. json.RootElement.Clone().EnumerateObject().Select(member => (ParseJson.ReadName(member), member.Value))]
                : throw new CommandException($"{file.Name} must hold a JSON object.");
        }
        catch (JsonException)
        {
            throw new CommandException($"{file.Name} is no valid JSON.");
        }
    }
}
