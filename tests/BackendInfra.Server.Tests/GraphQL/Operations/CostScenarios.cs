using System.Net;
using System.Text.Json;
using BackendInfra.Core.Apps;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Operations;

public sealed class CostScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>
{
    [Theory]
    [InlineData("{ health }", "{}", 0)]
    [InlineData("{ product(id: \"x\") { id name } }", "{}", 1)]
    [InlineData("{ products { count } }", "{}", 2)]
    [InlineData("{ products { edges { cursor } } }", "{}", 1)]
    [InlineData("{ products { edges { node { name price } } } }", "{}", 101)]
    [InlineData("{ products(first: 10) { pageInfo { hasNextPage } edges { node { name } } } }", "{}", 12)]
    [InlineData("{ products(last: 5) { edges { node { name } } } }", "{}", 6)]
    [InlineData("{ products(first: 10, last: 5) { edges { node { name } } } }", "{}", 6)]
    [InlineData("{ products(first: 10) { edges { node { categories(first: 5) { edges { node { name } } } } } } }", "{}", 71)]
    [InlineData("query ($n: Int, $m: Int) { products(first: $n) { edges { node { categories(first: $m) { edges { node { name } } } } } } }", """{"n":3,"m":2}""", 13)]
    [InlineData("query ($n: Int, $m: Int) { products(first: $n) { edges { node { categories(first: $m) { edges { node { name } } } } } } }", """{"n":1}""", 103)]
    [InlineData("query ($n: Int = 7) { products(first: $n) { edges { node { name } } } }", "{}", 8)]
    [InlineData("{ a: orders(first: 10) { edges { node { ...O } } } b: order(id: \"x\") { ...O } } fragment O on Order { product { name } cLastName }", "{}", 23)]
    [InlineData("{ products(first: 4) { ...C } } fragment C on ProductConnection { edges { node { name } } count }", "{}", 6)]
    [InlineData("{ node(id: \"x\") { ... on Product { categories(first: 3) { edges { node { name } } } } } }", "{}", 5)]
    [InlineData("mutation { deleteProduct(input: {id: \"x\"}) { clientMutationId } }", "{}", 10)]
    [InlineData("mutation { deleteProduct(input: {id: \"x\"}) { product { name categories(first: 2) { edges { node { name } } } } } }", "{}", 14)]
    [InlineData("mutation { ...M } fragment M on Mutation { logOut(input: {}) { ok } }", "{}", 10)]
    public async Task The_cost_is_about_the_number_of_objects_that_are_asked_for(string query, string variables, long cost)
    {
        var answer = await AskAsync(server.App, query, variables, new { cost = true });

        Assert.Equal(cost, answer.GetProperty("extensions").GetProperty("cost").GetProperty("cost").GetInt64());
    }

    [Fact]
    public async Task The_cost_is_told_on_request_only_by_a_member_or_a_header()
    {
        using var byHeader = await server.SendAsync(HttpMethod.Post, server.Endpoint, """{"query":"{ products(first: 2) { edges { node { n: name } } } }"}""", headers: ("X-GraphQL-Extensions", "cost"));
        using var byGet = await server.SendAsync(HttpMethod.Get, $"{server.Endpoint}?query=%7Bhealth%7D&extensions=%7B%22cost%22:true%7D");

        Assert.EndsWith(
            ""","extensions":{"cost":{"cost":3,"maximumCost":5000000,"depth":4,"fields":4,"rootFields":1,"aliases":1}}}""",
            await byHeader.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Contains("\"cost\":0", await byGet.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False((await server.AskAsync("{ health }")).ContainsKey("extensions"));
    }

    [Fact]
    public async Task An_operation_that_costs_too_much_is_refused_with_what_to_do_but_for_the_master_key()
    {
        var app = await AppAsync("cheap", new AppOptions { Limits = new() { GraphQLCost = 100 } });
        const string query = "query ($n: Int) { products(first: $n) { edges { node { name } } } }";

        var small = await AskAsync(app, query, """{"n":99}""");
        var large = await AskAsync(app, query, """{"n":100}""");
        var byDefault = await AskAsync(app, query, "{}");
        var master = await AskAsync(app, query, """{"n":100000}""", master: true);

        Assert.True(small.TryGetProperty("data", out _));
        Assert.Equal(
            "Query cost 101 exceeds the maximum of 100. Ask for smaller pages with first, above all of nested connections, or for less of each object.",
            large.GetProperty("errors")[0].GetProperty("message").GetString());
        Assert.Equal(155, byDefault.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetInt32());
        Assert.False(master.TryGetProperty("errors", out _));
    }

    [Fact]
    public async Task Three_connections_of_the_default_size_may_nest_and_four_may_not()
    {
        static string Nested(int levels) => levels == 0 ? "id" : $"parts {{ edges {{ node {{ {Nested(levels - 1)} }} }} }}";

        Assert.False((await server.AskAsync($"{{ things {{ edges {{ node {{ {Nested(2)} }} }} }} }}")).ContainsKey("errors"));
        Assert.StartsWith("Query cost 102020201 exceeds", (await server.ErrorAsync($"{{ things {{ edges {{ node {{ {Nested(3)} }} }} }} }}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nested_fragments_cost_what_they_ask_for_and_are_counted_quickly()
    {
        var spread = "{ things(first: 1) { edges { node { ...F0 } } } } " + string.Concat(Enumerable.Range(0, 6).Select(i => $"fragment F{i} on Thing {{ a{i}: parts(first: 1000000) {{ edges {{ node {{ ...F{i + 1} }} }} }} b{i}: parts(first: 1000000) {{ edges {{ node {{ ...F{i + 1} }} }} }} }} ")) + "fragment F6 on Thing { id }";

        var answer = await AskAsync(server.App, spread, "{}", new { cost = true }, master: true);

        Assert.Equal(1_000_000_000_000_000, answer.GetProperty("extensions").GetProperty("cost").GetProperty("cost").GetInt64());
    }

    [Theory]
    [InlineData("requestComplexity.graphQLDepth", "{ products { edges { node { name } } } }", "Query depth 4 exceeds the maximum of 3. Nest fewer selections, or ask in several operations.")]
    [InlineData("requestComplexity.graphQLFields", "{ a: health b: health c: health d: health }", "Number of fields 4 exceeds the maximum of 3. Select fewer fields, or ask in several operations.")]
    [InlineData("limits.graphQLRootFields", "{ a: health b: health c: health d: health }", "Number of root fields 4 exceeds the maximum of 3. Ask in several operations.")]
    [InlineData("limits.graphQLAliases", "{ a: health b: health c: health d: health }", "Number of aliases 4 exceeds the maximum of 3. Use fewer aliases, or ask in several operations.")]
    [InlineData("limits.graphQLTokens", "{ health }", "")]
    [InlineData("limits.graphQLTokens", "{ a: health }", "Number of tokens 4 exceeds the maximum of 3. Send long lists in variables.")]
    public async Task Every_limit_is_an_option_and_its_refusal_tells_limit_value_and_remedy(string option, string query, string message)
    {
        var options = AppOptionsJson.Change(new AppOptions(), [(option, "3")]);
        var app = await AppAsync($"limit-{Guid.NewGuid():n}", options);

        var answer = await AskAsync(app, query);

        Assert.Equal(message, answer.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("message").GetString() : "");
        Assert.False((await AskAsync(app, query, master: true)).TryGetProperty("errors", out _));
    }

    [Fact]
    public async Task Limits_of_rates_may_count_cost()
    {
        var options = AppOptionsJson.Change(new AppOptions(), [("rateLimit", """[{"requestPath":"/graphql","requestTimeWindow":60000,"requestCost":25}]""")]);
        var app = await AppAsync("rated", options);
        const string query = "{ products(first: 9) { edges { node { name } } } }";

        Assert.True((await AskAsync(app, query)).TryGetProperty("data", out _));
        Assert.True((await AskAsync(app, query)).TryGetProperty("data", out _));
        using var third = await server.SendAsync(HttpMethod.Post, Endpoint(app), JsonSerializer.Serialize(new { query }));
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.True((await AskAsync(app, "{ product(id: \"x\") { name } health }")).TryGetProperty("data", out _));
        Assert.True((await AskAsync(app, query, master: true)).TryGetProperty("data", out _));
    }

    private async Task<App> AppAsync(string name, AppOptions options)
    {
        var app = await server.CreateAppAsync(name, options with { DefaultClassLevelPermissions = DefaultPermissions.Public });
        await server.Registry.ChangeAsync(app, TestClasses.Shop, CancellationToken.None);
        return app;
    }

    private string Endpoint(App app) => $"{server.Address}/apps/{app.Id}/graphql";

    private async Task<JsonElement> AskAsync(App app, string query, string variables = "{}", object? extensions = null, bool master = false)
    {
        (string, string)[] headers = master ? [("X-Parse-Master-Key", app.Keys.Master)] : [];
        using var response = await server.SendAsync(
            HttpMethod.Post, Endpoint(app), JsonSerializer.Serialize(new { query, variables = JsonElement.Parse(variables), extensions }), headers: headers);
        return await GraphQLServer.JsonAsync(response);
    }
}
