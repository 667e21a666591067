using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Cli;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.Schemas;

/// <summary>The same verbs against a running server.</summary>
[Collection(nameof(ServerCollection))]
public sealed class RemoteSchemaScenarios(TestServer server)
{
    [Fact]
    public async Task The_shop_is_applied_to_a_server_once_and_exported_as_it_was()
    {
        var shop = Repository.PathOf("schema", "shop");
        var app = await server.CreateAppAsync("remoteshop", new AppOptions());
        using var folder = new TemporaryFolder();

        Assert.Contains("Nothing has been changed", await RunAsync("apply", shop, "--dry-run"), StringComparison.Ordinal);
        Assert.EndsWith("Applied.\n", await RunAsync("apply", shop), StringComparison.Ordinal);
        Assert.Equal("No changes.\n", await RunAsync("apply", shop));
        Assert.Equal("No changes.\n", await RunAsync("diff", shop));
        Assert.Equal("No changes.\n", await RunAsync("diff", Path.Combine(shop, "schema.graphql")));
        await RunAsync("export", "--out", folder.Path);
        foreach (var file in Directory.GetFiles(Path.Combine(shop, "classes")).Append(Path.Combine(shop, "schema.graphql")))
            Assert.Equal(await ReadAsync(file), await ReadAsync(Path.Combine(folder.Path, Path.GetRelativePath(shop, file))));

        async Task<string> RunAsync(params string[] arguments)
        {
            // A database that is not there shows that none is asked.
            var run = await ProgramRun.StartAsync(folder.Path, "Host=127.0.0.1;Port=1", ["schema", .. arguments, "--app", app.Id, "--server", server.Address.ToString(), "--master-key", app.Keys.Master]);
            Assert.True(run.ExitCode == 0, run.Output + run.Errors);
            return run.Output;
        }
    }

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
}
