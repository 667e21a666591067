using System.Net;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Documents;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Operations;

public sealed class IntrospectionScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>
{
    private const string Refused = """{"errors":[{"message":"Introspection is not allowed","extensions":{"code":119}}]}""";

    [Theory]
    [InlineData("{ __schema { queryType { name } } }")]
    [InlineData("{ __type(name: \"Product\") { name } }")]
    [InlineData("{ health x: __type(name: \"Product\") { name } }")]
    [InlineData("{ ... on Query { __type(name: \"Product\") { name } } }")]
    [InlineData("{ ... { ... on Query { __schema { queryType { name } } } } }")]
    [InlineData("{ ... @include(if: true) { __type(name: \"Product\") { name } } }")]
    [InlineData("{ ...A } fragment A on Query { ...B } fragment B on Query { t: __type(name: \"Product\") { fields { name } } }")]
    [InlineData("query A { health } query B { ...F } fragment F on Query { __schema { types { name } } }", "B")]
    [InlineData("query ($yes: Boolean = true) { __type(name: \"Product\") @include(if: $yes) { name } }")]
    public async Task No_way_of_writing_it_gets_around_the_rule(string query, string? operationName = null)
    {
        var (text, status) = await SendAsync(server.App, query, operationName);
        var (master, masterStatus) = await SendAsync(server.App, query, operationName, master: true);

        Assert.Equal((Refused, HttpStatusCode.Forbidden), (text, status));
        Assert.Equal(HttpStatusCode.OK, masterStatus);
        Assert.DoesNotContain("\"errors\"", master, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_asks_for_nothing_of_the_schema_is_no_introspection()
    {
        var (skipped, _) = await SendAsync(server.App, "{ health __schema @skip(if: true) { queryType { name } } }");
        var (names, _) = await SendAsync(server.App, "{ __typename products(first: 0) { __typename edges { __typename } } }");
        var (other, _) = await SendAsync(server.App, "query A { health } query B { __schema { queryType { name } } }", "A");

        Assert.Equal("""{"data":{"health":true}}""", skipped);
        Assert.Equal("""{"data":{"__typename":"Query","products":{"__typename":"ProductConnection","edges":[]}}}""", names);
        Assert.Equal("""{"data":{"health":true}}""", other);
    }

    [Fact]
    public async Task Neither_a_persisted_document_nor_a_cached_plan_opens_it()
    {
        const string query = "{ __schema { mutationType { name } } }";
        var extensions = new { persistedQuery = new { version = 1, sha256Hash = DocumentIds.HashOf(query) } };
        using var kept = await server.SendAsync(HttpMethod.Post, server.Endpoint, JsonSerializer.Serialize(new { query, extensions }), headers: ("X-Parse-Master-Key", server.App.Keys.Master));
        using var byHash = await server.SendAsync(HttpMethod.Post, server.Endpoint, JsonSerializer.Serialize(new { extensions }));

        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
        Assert.Equal(Refused, await byHash.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Refused, (await SendAsync(server.App, query)).Text);
    }

    [Theory]
    [InlineData("{ prodcts { count } }")]
    [InlineData("{ products { cont } }")]
    [InlineData("{ products(fist: 1) { count } }")]
    [InlineData("{ products(where: {nam: {equalTo: \"x\"}}) { count } }")]
    [InlineData("{ products(order: [nam_ASC]) { count } }")]
    [InlineData("{ product(id: \"x\") { ... on Prodct { name } } }")]
    [InlineData("{ node(id: \"x\") { name } }")]
    [InlineData("query ($w: ProductWhereInpt) { products(where: $w) { count } }")]
    [InlineData("mutation { createProduct(input: {fields: {nme: \"x\"}}) { product { id } } }")]
    [InlineData("{ health @skp(if: true) }")]
    public async Task Validation_errors_suggest_names_only_where_introspection_is_allowed(string query)
    {
        var open = await OpenAppAsync();

        var (hidden, _) = await SendAsync(server.App, query);
        var (shown, _) = await SendAsync(open, query);

        Assert.Contains("\"errors\"", hidden, StringComparison.Ordinal);
        Assert.DoesNotContain("Did you mean", hidden, StringComparison.Ordinal);
        Assert.DoesNotContain("ProductConnection\"", hidden, StringComparison.Ordinal);
        Assert.Contains("\"errors\"", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query ($w: ProductWhereInput) { products(where: $w) { count } }", """{"w":{"nam":{"equalTo":"x"}}}""")]
    [InlineData("query ($o: [ProductOrder!]) { products(order: $o) { count } }", """{"o":["nam_ASC"]}""")]
    public async Task Errors_of_variables_name_nothing_that_was_not_sent(string query, string variables)
    {
        using var response = await server.SendAsync(HttpMethod.Post, server.Endpoint, JsonSerializer.Serialize(new { query, variables = JsonElement.Parse(variables) }));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("INVALID_VALUE", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"name", text, StringComparison.Ordinal);
        Assert.DoesNotContain("name_ASC", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_opens_it_and_closes_it_at_once()
    {
        const string query = "{ __type(name: \"Product\") { name } }";
        var app = await OpenAppAsync();
        Assert.Equal("""{"data":{"__type":{"name":"Product"}}}""", (await SendAsync(app, query)).Text);

        await server.Service<IAppStore>().ChangeAsync(app, app.Options with { GraphQLPublicIntrospection = false }, TestContext.Current.CancellationToken);
        Assert.Equal(Refused, (await SendAsync(app, query)).Text);
    }

    private async Task<App> OpenAppAsync()
    {
        var app = await server.CreateAppAsync($"open-{Guid.NewGuid():n}", new AppOptions { GraphQLPublicIntrospection = true, DefaultClassLevelPermissions = DefaultPermissions.Public });
        await server.Registry.ChangeAsync(app, TestClasses.Shop, CancellationToken.None);
        return app;
    }

    private async Task<(string Text, HttpStatusCode Status)> SendAsync(App app, string query, string? operationName = null, bool master = false)
    {
        (string, string)[] headers = master ? [("X-Parse-Master-Key", app.Keys.Master)] : [];
        using var response = await server.SendAsync(HttpMethod.Post, $"{server.Address}/apps/{app.Id}/graphql", JsonSerializer.Serialize(new { query, operationName }), headers: headers);
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.StatusCode);
    }
}
