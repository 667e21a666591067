using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres;
using BackendInfra.Server.Apps;
using BackendInfra.Server.Import;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Import;

/// <summary>What a server has at its first start.</summary>
public sealed class SampleShopScenarios(PostgresServer postgres) : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await postgres.CreateDatabaseAsync(Cancellation);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_first_start_makes_the_articles_shop()
    {
        using var server = await StartAsync();
        var shop = (await EnsureAsync(server))!;
        Assert.Equal(("shop", "shop", true), (shop.Id, shop.Name, shop.Options.GraphQLPublicIntrospection));

        var schema = await server.Services.GetRequiredService<ISchemaRegistry>().GetAsync(shop, Cancellation);
        Assert.Equal(["Order", "Product", "ProductCategory"], schema.Classes.Select(of => of.Name));
        Assert.Equal(
            ["categories Relation<ProductCategory>", "description String", "name String required", "price Number required"],
            schema.Find("Product")!.CustomFields.Select(f => $"{f.Name} {f.TypeName}{(f.Required ? " required" : "")}"));
        Assert.Equal("find count get create", Open(schema.Find("Order")!));
        Assert.Equal("find count get", Open(schema.Find("Product")!));
        Assert.Equal("find count get", Open(schema.Find("ProductCategory")!));
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Later_starts_change_nothing()
    {
        using var server = await StartAsync();
        var shop = (await EnsureAsync(server))!;
        var again = (await EnsureAsync(server))!;
        Assert.Equal(shop.Keys, again.Keys);

        var registry = server.Services.GetRequiredService<ISchemaRegistry>();
        await server.Services.GetRequiredService<IObjectStore>().PurgeAsync(shop, (await registry.GetAsync(shop, Cancellation)).Find("Order")!, Cancellation);
        foreach (var name in new[] { "Order", "Product", "ProductCategory" })
        {
            await server.Services.GetRequiredService<IObjectStore>().PurgeAsync(shop, (await registry.GetAsync(shop, Cancellation)).Find(name)!, Cancellation);
            await registry.ChangeAsync(shop, snapshot => SchemaEditor.Delete(snapshot, name), Cancellation);
        }

        await EnsureAsync(server);
        Assert.Empty((await registry.GetAsync(shop, Cancellation)).Classes);
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_start_that_was_interrupted_is_completed()
    {
        using var server = await StartAsync();
        await server.Services.GetRequiredService<IAppStore>().CreateAsync(SampleShop.Name, new AppOptions(), Cancellation, SampleShop.Name);
        var shop = (await EnsureAsync(server))!;
        Assert.Equal(3, (await server.Services.GetRequiredService<ISchemaRegistry>().GetAsync(shop, Cancellation)).Classes.Count());
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Two_servers_that_start_at_once_make_one_shop()
    {
        using var first = await StartAsync();
        using var second = await StartAsync();
        var shops = await Task.WhenAll(EnsureAsync(first), EnsureAsync(second));
        Assert.Equal(shops[0]!.Keys, shops[1]!.Keys);
        Assert.Single(await first.Services.GetRequiredService<IAppStore>().ListAsync(Cancellation));
        await first.StopAsync(Cancellation);
        await second.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_server_with_apps_gets_no_shop()
    {
        using var server = await StartAsync();
        await server.Services.GetRequiredService<IAppStore>().CreateAsync("mine", new AppOptions(), Cancellation);
        Assert.Null(await EnsureAsync(server));
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public void The_first_steps_show_no_key()
    {
        var keys = new AppKeys("k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8");
        var text = FirstSteps.Text("http://localhost:1337", new App("shop", "shop", "app_x", keys, new AppOptions()));
        Assert.Contains("http://localhost:1337/graphql/ui", text, StringComparison.Ordinal);
        Assert.Contains("app keys shop", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("k[1-8]", text);
    }

    private static string Open(ClassSchema schema) =>
        string.Join(' ', ClassOperations.All.Where(operation => schema.Permissions[operation] == OperationRule.Public).Select(ClassOperations.Name));

    private static Task<App?> EnsureAsync(IHost server) => server.Services.GetRequiredService<SampleShop>().EnsureAsync(Cancellation);

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("Postgres:ConnectionString", _database.ConnectionString)]);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddImportAndExport();
        builder.Services.AddPostgres(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }
}
