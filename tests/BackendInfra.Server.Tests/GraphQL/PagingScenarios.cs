using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

public sealed partial class PagingScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>, IAsyncLifetime
{
    private static readonly SemaphoreSlim Filling = new(1);

    public async ValueTask InitializeAsync()
    {
        await Filling.WaitAsync();
        try
        {
            if ((await server.DataAsync("{ products { count } }")) == """{"products":{"count":0}}""")
            {
                var created = string.Join(", ", Enumerable.Range(0, 10).Select(i => $"{{name: \"{i}\"}}"));
                await server.DataAsync($"mutation {{ createProduct(input: {{fields: {{name: \"p\", categories: {{createAndAdd: [{created}]}}}}}}) {{ product {{ id }} }} }}");
            }
        }
        finally
        {
            Filling.Release();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Cursors: c1 stands for that of offset 1, and so on.
    [Theory]
    [InlineData("", "0123456789", false, false)]
    [InlineData("first: 3", "012", true, false)]
    [InlineData("first: 10", "0123456789", false, false)]
    [InlineData("first: 0", "", true, false)]
    [InlineData("skip: 8", "89", false, true)]
    [InlineData("skip: 20", "", false, true)]
    [InlineData("after: c1, first: 2", "23", true, true)]
    [InlineData("skip: 2, after: c1, first: 2", "45", true, true)]
    [InlineData("before: c3", "012", true, false)]
    [InlineData("after: c1, before: c4", "23", true, true)]
    [InlineData("after: c5, before: c2", "", true, true)]
    [InlineData("first: 5, last: 2", "34", true, true)]
    [InlineData("before: c5, last: 2", "34", true, true)]
    [InlineData("first: 3, before: c8, last: 2", "12", true, true)]
    [InlineData("first: 9, before: c3, last: 2", "12", true, true)]
    [InlineData("first: 9, before: c2, last: 5", "01", true, false)]
    [InlineData("after: c1, before: c8, skip: 1, first: 4, last: 2", "56", true, true)]
    [InlineData("after: c1, before: c8, skip: 1, last: 2", "67", true, true)]
    [InlineData("after: c5, first: 10", "6789", false, true)]
    [InlineData("after: c9", "", false, true)]
    [InlineData("before: c0", "", true, false)]
    [InlineData("skip: 8, last: 5", "89", false, true)]
    [InlineData("skip: 12, last: 5", "", false, true)]
    [InlineData("after: c7, last: 5", "89", false, true)]
    [InlineData("after: c4, skip: 2, last: 2", "89", false, true)]
    [InlineData("last: 3", "789", false, true)]
    [InlineData("last: 20", "0123456789", false, false)]
    [InlineData("last: 0", "", false, true)]
    public async Task Windows_hold_at_the_root_and_nested_with_cursors_of_both_kinds(string arguments, string expected, bool hasNextPage, bool hasPreviousPage)
    {
        var keysets = (await server.ValueAsync("productCategories.edges", "{ productCategories(order: [name_ASC]) { edges { cursor } } }"))!.AsArray().Select(edge => edge!["cursor"]!.ToString()).ToArray();
        Assert.Equal(10, keysets.Length);
        foreach (var kind in new[] { keysets, [.. keysets.Select((_, offset) => OffsetCursor(offset))] })
        {
            var window = CursorName().Replace(arguments, match => $"\"{kind[match.Groups[1].Value[0] - '0']}\"");
            var connection = $"(order: [name_ASC]{(window.Length == 0 ? "" : ", ")}{window}) {{ count pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} edges {{ cursor node {{ name }} }} }}";
            var root = (await server.ValueAsync("productCategories", $"{{ productCategories{connection} }}"))!;
            var nested = (await server.ValueAsync("products.edges.0.node.categories", $"{{ products {{ edges {{ node {{ categories{connection} }} }} }} }}"))!;
            foreach (var page in new[] { root, nested })
            {
                Assert.Equal(expected, string.Concat(page["edges"]!.AsArray().Select(edge => edge!["node"]!["name"]!.ToString())));
                Assert.Equal(expected.Select(c => keysets[c - '0']), page["edges"]!.AsArray().Select(edge => edge!["cursor"]!.ToString()));
                Assert.Equal(10, (int)page["count"]!);
                var info = page["pageInfo"]!;
                Assert.Equal(expected.Length == 0 ? null : keysets[expected[0] - '0'], info["startCursor"]?.ToString());
                Assert.Equal(expected.Length == 0 ? null : keysets[expected[^1] - '0'], info["endCursor"]?.ToString());
                Assert.Equal((hasNextPage, hasPreviousPage), ((bool)info["hasNextPage"]!, (bool)info["hasPreviousPage"]!));
            }
        }
    }

    [Fact]
    public async Task Variables_turn_the_pages_of_one_plan()
    {
        const string query = "query ($after: String, $first: Int!) { productCategories(order: [name_ASC], first: $first, after: $after) { pageInfo { endCursor hasNextPage } edges { node { name } } } }";
        var names = "";
        string? after = null;
        bool more;
        do
        {
            var page = (await server.ValueAsync("productCategories", query, new { after, first = 4 }))!;
            names += string.Concat(page["edges"]!.AsArray().Select(edge => edge!["node"]!["name"]!.ToString()));
            (after, more) = (page["pageInfo"]!["endCursor"]?.ToString(), (bool)page["pageInfo"]!["hasNextPage"]!);
        }
        while (more);

        Assert.Equal("0123456789", names);
        Assert.Equal("102", (await server.ErrorAsync(query, new { first = -1 })).Code);
    }

    [Theory]
    [InlineData("skip: -1", "Skip should be a positive number")]
    [InlineData("first: -1", "First should be a positive number")]
    [InlineData("last: -1", "Last should be a positive number")]
    [InlineData("after: \"x\"", "After is not a valid cursor")]
    [InlineData("before: \"YXJyYXljb25uZWN0aW9uOi0x\"", "Before is not a valid cursor")]
    public async Task Bad_windows_are_refused(string arguments, string message)
    {
        Assert.Equal(("102", message), await server.ErrorAsync($"{{ products({arguments}) {{ edges {{ node {{ id }} }} }} }}"));
        Assert.Equal(("102", message), await server.ErrorAsync($"{{ products {{ edges {{ node {{ categories({arguments}) {{ edges {{ node {{ id }} }} }} }} }} }} }}"));
    }

    [Fact]
    public async Task The_apps_limits_hold()
    {
        var app = await server.CreateAppAsync("limited", new Core.Apps.AppOptions { MaxLimit = 3, DefaultLimit = 2 });
        await server.Registry.ChangeAsync(app, TestClasses.Shop, CancellationToken.None);
        var endpoint = $"{server.Address}/apps/{app.Id}/graphql";
        for (var i = 0; i < 4; i++)
            await server.AskAsync($"mutation {{ createProductCategory(input: {{fields: {{name: \"{i}\"}}}}) {{ clientMutationId }} }}", endpoint: endpoint);

        foreach (var (arguments, expected) in new[] { ("", 2), ("(first: 10)", 3), ("(last: 10)", 3), ("(first: 1)", 1) })
        {
            var answer = await server.AskAsync($"{{ productCategories{arguments} {{ edges {{ node {{ id }} }} }} }}", endpoint: endpoint);
            Assert.Equal(expected, answer["data"]!["productCategories"]!["edges"]!.AsArray().Count);
        }
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"\bc(\d)")]
    private static partial System.Text.RegularExpressions.Regex CursorName();

    /// <summary>A cursor as Parse Server makes them.</summary>
    private static string OffsetCursor(int offset) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"arrayconnection:{offset}"));
}
