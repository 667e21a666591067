using BackendInfra.Core.Apps;
using BackendInfra.Server.Schemas;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.Schemas;

/// <summary>The setting <c>Schemas:{app}</c>.</summary>
[Collection(nameof(ServerCollection))]
public sealed class ConfiguredSchemaTests(TestServer server)
{
    [Fact]
    public async Task A_server_that_starts_gives_an_app_the_classes_of_its_folder()
    {
        // Locked against the schema API, but not against its own deployment.
        var app = await server.CreateAppAsync("configured", new AppOptions { LockSchemas = true });
        using var folder = new TemporaryFolder();
        await WriteAsync(folder, """{"className":"Item","fields":{"name":{"type":"String"}}}""");

        await StartAsync(folder, ("FillDefaults", "true"));
        await StartAsync(folder);
        var schema = (await server.Master(app).GetAsync("/parse/schemas/Item")).Expect(200);
        Assert.Contains("\"name\":{\"type\":\"String\"}", schema.Text, StringComparison.Ordinal);

        await WriteAsync(folder, """{"className":"Item","fields":{}}""");
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(folder));
        Assert.Equal("The setting Schemas:configured cannot be applied: Item.name is removed with its values. Pass --allow-data-loss when they may go.", refusal.Message);
        await StartAsync(folder, ("AllowDataLoss", "true"));
        Assert.DoesNotContain("\"name\"", (await server.Master(app).GetAsync("/parse/schemas/Item")).Expect(200).Text, StringComparison.Ordinal);
    }

    private static Task WriteAsync(TemporaryFolder folder, string definition) =>
        File.WriteAllTextAsync(Path.Combine(folder.Path, "Item.json"), definition, TestContext.Current.CancellationToken);

    private Task StartAsync(TemporaryFolder folder, params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Append(("Folder", folder.Path)).Select(setting => KeyValuePair.Create($"Schemas:configured:{setting.Item1}", (string?)setting.Item2)))
            .Build();
        return ActivatorUtilities.CreateInstance<ConfiguredSchemas>(server.Services, configuration).StartAsync(TestContext.Current.CancellationToken);
    }
}
