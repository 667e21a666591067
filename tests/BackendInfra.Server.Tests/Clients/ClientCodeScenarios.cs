using System.Diagnostics;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Server.Apps;
using BackendInfra.Server.Import;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.Clients;

/// <summary>The clients of the folder <c>clients</c>, made with the usual tools from the shop's schema and run against a server. What they assert stands in the scripts.</summary>
[Collection(nameof(ServerCollection))]
public sealed class ClientCodeScenarios(TestServer server)
{
    [Fact]
    public async Task Graphql_codegen_makes_a_typed_client_and_Apollo_Client_runs_it()
    {
        var shop = await ShopAsync("apolloshop");
        var generated = Repository.PathOf("clients", "apollo", "src", "gql", "graphql.ts");

        await ToolAsync("apollo", "@graphql-codegen/cli/cjs/bin.js", "", "--config", "codegen.yml");
        var ofTheFile = await File.ReadAllTextAsync(generated, TestContext.Current.CancellationToken);
        await ToolAsync("apollo", "@graphql-codegen/cli/cjs/bin.js", Endpoint(shop), "--config", "codegen.yml");
        Assert.Equal(ofTheFile, await File.ReadAllTextAsync(generated, TestContext.Current.CancellationToken));

        await ToolAsync("apollo", "typescript/bin/tsc", "", "--noEmit");
        await ToolAsync("apollo", "typescript/bin/tsc", "");
        Assert.Equal("done\n", await NodeScript.RunAsync("apollo-client.mjs", Endpoint(shop), shop.Keys.Master));
    }

    [Fact]
    public async Task Relay_compiler_takes_the_schema_and_relay_runtime_runs_its_artefacts()
    {
        var shop = await ShopAsync("relayshop");

        await ToolAsync("relay", "relay-compiler/cli.js", "", "relay.config.json");
        Assert.Equal("done\n", await NodeScript.RunAsync("relay-client.mjs", Endpoint(shop), shop.Keys.Master));
    }

    [Fact]
    public void The_guide_shows_the_files_that_the_tests_use()
    {
        var guide = File.ReadAllText(Repository.PathOf("docs", "guides", "graphql-clients.md")).ReplaceLineEndings("\n");
        foreach (var file in new[] { "apollo/codegen.yml", "apollo/src/client.ts", "relay/relay.config.json", "relay/src/environment.js" })
            Assert.Contains($"```{Path.GetExtension(file)[1..]}\n{File.ReadAllText(Repository.PathOf("clients", file)).ReplaceLineEndings("\n")}```\n", guide, StringComparison.Ordinal);
    }

    private async Task<App> ShopAsync(string name)
    {
        var app = await server.CreateAppAsync(name, new AppOptions { GraphQLPublicIntrospection = true });
        await server.Services.GetRequiredService<ISchemaRegistry>().ChangeAsync(
            app, snapshot => SampleShop.Definitions().Aggregate(snapshot, (current, edit) => SchemaEditor.Create(current, edit, app.Options)), TestContext.Current.CancellationToken);
        var importer = server.Services.GetRequiredService<Importer>();
        foreach (var source in SampleShop.Files().OrderBy(file => ImportTarget.FromFileName(file.Name).Order))
            await importer.ImportAsync(app, Principal.Master, source, new ImportOptions(), null, TestContext.Current.CancellationToken);
        return app;
    }

    private string Endpoint(App app) => new Uri(server.Address, $"/apps/{app.Id}/graphql").ToString();

    /// <summary>Runs a tool of npm in a client's folder.</summary>
    private static async Task ToolAsync(string client, string tool, string schema, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Repository.PathOf("node_modules", tool), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.PathOf("clients", client),
        };
        start.Environment["SCHEMA"] = schema;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{tool} failed:\n{output}\n{await errors}");
    }
}
