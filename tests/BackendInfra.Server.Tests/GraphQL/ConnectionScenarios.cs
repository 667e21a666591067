using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

/// <summary>What connections have beside Parse's edges: nodes and totalCount.</summary>
public sealed class ConnectionScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>, IAsyncLifetime
{
    private static readonly SemaphoreSlim Filling = new(1);

    public async ValueTask InitializeAsync()
    {
        await Filling.WaitAsync();
        try
        {
            if ((await server.DataAsync("{ products { count } }")) == """{"products":{"count":0}}""")
                await server.DataAsync("""mutation { createProduct(input: {fields: {name: "Lamp", price: 5, categories: {createAndAdd: [{name: "Light"}, {name: "Home"}]}}}) { product { id } } }""");
        }
        finally
        {
            Filling.Release();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Nodes_are_the_objects_of_the_edges_at_the_root_and_nested() => Assert.Equal(
        """{"products":{"nodes":[{"name":"Lamp","categories":{"nodes":[{"name":"Home"},{"name":"Light"}],"edges":[{"node":{"name":"Home"}},{"node":{"name":"Light"}}]}}],"edges":[{"node":{"price":5}}]}}""",
        await server.DataAsync("{ products { nodes { name categories(order: [name_ASC]) { nodes { name } edges { node { name } } } } edges { node { price } } } }"));

    [Fact]
    public async Task Nodes_end_where_the_page_ends() => Assert.Equal(
        """{"productCategories":{"nodes":[{"name":"Home"}],"pageInfo":{"hasNextPage":true}},"products":{"nodes":[{"categories":{"nodes":[{"name":"Home"}],"pageInfo":{"hasNextPage":true}}}]}}""",
        await server.DataAsync("{ productCategories(order: [name_ASC], first: 1) { nodes { name } pageInfo { hasNextPage } } products { nodes { categories(order: [name_ASC], first: 1) { nodes { name } pageInfo { hasNextPage } } } } }"));

    [Fact]
    public async Task Total_count_is_the_count() => Assert.Equal(
        """{"productCategories":{"totalCount":2,"count":2},"products":{"nodes":[{"categories":{"totalCount":2}}]}}""",
        await server.DataAsync("{ productCategories(first: 1) { totalCount count } products { nodes { categories(first: 1) { totalCount } } } }"));

    [Fact]
    public async Task A_closed_class_below_nodes_is_null_with_an_error_at_its_path()
    {
        await server.DataAsync("""mutation { createGuest(input: {fields: {name: "Ann", pin: "1", vault: {createAndLink: {code: "c"}}}}) { guest { id } } }""", master: true);

        var answer = await server.AskAsync("{ guests { nodes { name pin vault { code } } } }");

        Assert.Equal("""{"guests":{"nodes":[{"name":"Ann","pin":null,"vault":null}]}}""", answer["data"]!.ToJsonString());
        Assert.Equal("""["guests","nodes","vault"]""", answer["errors"]![0]!["path"]!.ToJsonString());
    }
}
