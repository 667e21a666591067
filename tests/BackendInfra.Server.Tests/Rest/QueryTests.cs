using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

[Collection(nameof(ServerCollection))]
public sealed class QueryTests(TestServer server) : IAsyncLifetime
{
    private static int _runs;

    private readonly RestClient _client = server.Anonymous(server.Open);
    private readonly string _class = $"Query{Interlocked.Increment(ref _runs)}";
    private string _maker = "";

    public async ValueTask InitializeAsync()
    {
        _maker = await _client.CreateAsync("QueryMaker", $$"""{"city":"Rome","label":"{{_class}}"}""");
        foreach (var row in (string[])
        [
            $$"""{"k":"a","n":1,"s":"Apple","b":true,"tags":["x","y"],"map":{"q":1,"r":{"t":"deep"} },"d":{"__type":"Date","iso":"2024-01-01T00:00:00.000Z"},"maker":{{Maker}} }""",
            """{"k":"b","n":2,"s":"banana","b":false,"tags":["y"],"map":{"q":2},"d":{"__type":"Date","iso":"2025-01-01T00:00:00.000Z"}}""",
            """{"k":"c","n":3,"s":"cherry.pie","tags":[],"map":{"q":"2"}}""",
            """{"k":"d"}""",
        ])
        {
            await _client.CreateAsync(_class, row);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Maker => $$"""{"__type":"Pointer","className":"QueryMaker","objectId":"{{_maker}}"}""";

    [Theory]
    [InlineData("""{}""", "abcd")]
    [InlineData("""{"n":2}""", "b")]
    [InlineData("""{"n":{"$eq":2}}""", "b")]
    [InlineData("""{"n":null}""", "d")]
    [InlineData("""{"n":{"$ne":2}}""", "acd")]
    [InlineData("""{"n":{"$ne":null}}""", "abc")]
    [InlineData("""{"n":{"$lt":2}}""", "a")]
    [InlineData("""{"n":{"$lte":2}}""", "ab")]
    [InlineData("""{"n":{"$gt":2}}""", "c")]
    [InlineData("""{"n":{"$gte":2}}""", "bc")]
    [InlineData("""{"s":{"$gt":"a"}}""", "bc")]
    [InlineData("""{"d":{"$gt":{"__type":"Date","iso":"2024-06-01T00:00:00.000Z"}}}""", "b")]
    [InlineData("""{"d":{"$lt":{"$relativeTime":"now"}}}""", "ab")]
    [InlineData("""{"n":{"$in":[1,3]}}""", "ac")]
    [InlineData("""{"n":{"$in":[1,null]}}""", "ad")]
    [InlineData("""{"n":{"$in":[]}}""", "")]
    [InlineData("""{"n":{"$nin":[1,3]}}""", "bd")]
    [InlineData("""{"n":{"$nin":[]}}""", "abcd")]
    [InlineData("""{"n":{"$exists":true}}""", "abc")]
    [InlineData("""{"n":{"$exists":false}}""", "d")]
    [InlineData("""{"b":true}""", "a")]
    [InlineData("""{"b":{"$ne":true}}""", "bcd")]
    [InlineData("""{"tags":"y"}""", "ab")]
    [InlineData("""{"tags":{"$ne":"x"}}""", "bcd")]
    [InlineData("""{"tags":{"$in":["x","z"]}}""", "a")]
    [InlineData("""{"tags":{"$all":["x","y"]}}""", "a")]
    [InlineData("""{"tags":{"$all":[]}}""", "")]
    [InlineData("""{"tags":{"$all":[{"$regex":"^X","$options":"i"}]}}""", "a")]
    [InlineData("""{"tags":{"$containedBy":["y","z"]}}""", "bc")]
    [InlineData("""{"s":{"$regex":"an"}}""", "b")]
    [InlineData("""{"s":{"$regex":"^APP","$options":"i"}}""", "a")]
    [InlineData("""{"s":{"$regex":"\\Qy.p\\E"}}""", "c")]
    [InlineData("""{"map.q":2}""", "b")]
    [InlineData("""{"map.r.t":"deep"}""", "a")]
    [InlineData("""{"map.r":{"$exists":true}}""", "a")]
    [InlineData("""{"map":{"q":2}}""", "b")]
    [InlineData("""{"maker":{"$exists":true}}""", "a")]
    [InlineData("""{"ghost":1}""", "")]
    [InlineData("""{"ghost":{"$exists":false}}""", "abcd")]
    [InlineData("""{"$or":[{"n":1},{"s":"banana"}]}""", "ab")]
    [InlineData("""{"$or":[]}""", "")]
    [InlineData("""{"$and":[{"n":{"$gt":1}},{"n":{"$lt":3}}]}""", "b")]
    [InlineData("""{"$nor":[{"n":1},{"n":2}]}""", "cd")]
    [InlineData("""{"n":{"$gt":1},"$or":[{"s":"banana"},{"s":"Apple"}]}""", "b")]
    [InlineData("""{"maker":{"$inQuery":{"className":"QueryMaker","where":{"city":"Rome"}}}}""", "a")]
    [InlineData("""{"maker":{"$notInQuery":{"className":"QueryMaker","where":{"city":"Rome"}}}}""", "bcd")]
    [InlineData("""{"maker":{"$inQuery":{"className":"QueryMaker","where":{"city":"Oslo"}}}}""", "")]
    public async Task An_operator_finds_its_rows(string where, string expected) => Assert.Equal(expected, await KeysAsync(("where", where)));

    [Fact]
    public async Task A_pointer_is_found_by_equality_and_by_the_values_of_another_class()
    {
        Assert.Equal("a", await KeysAsync(("where", $$"""{"maker":{{Maker}} }""")));
        Assert.Equal("a", await KeysAsync(("where", $$"""{"maker":{"$in":[{{Maker}}]} }""")));
        await _client.CreateAsync("QueryName", $$"""{"name":"banana","label":"{{_class}}"}""");
        var select = $$$$"""{"query":{"className":"QueryName","where":{"label":"{{{{_class}}}}"}},"key":"name"}""";
        Assert.Equal("b", await KeysAsync(("where", $$"""{"s":{"$select":{{select}} } }""")));
        Assert.Equal("acd", await KeysAsync(("where", $$"""{"s":{"$dontSelect":{{select}} } }""")));
    }

    [Theory]
    [InlineData("-n", "cbad")]
    [InlineData("n", "dabc")]
    [InlineData("b,-n", "dcba", "cdba")]
    [InlineData("ghost,-k", "dcba")]
    public async Task An_order_sorts_with_unset_first_ascending_and_last_descending(string order, string expected, string? orElse = null)
    {
        var keys = string.Concat((await _client.GetAsync($"/parse/classes/{_class}", ("order", order))).Expect(200).Results.Select(r => r.GetProperty("k").GetString()));
        Assert.Contains(keys, new[] { expected, orElse ?? expected });
    }

    [Theory]
    [InlineData("createdAt")]
    [InlineData(null)]
    public async Task Rows_made_in_the_same_millisecond_are_ordered_by_their_id(string? order)
    {
        var rows = (await _client.GetAsync($"/parse/classes/{_class}", order is null ? [] : [("order", order)])).Expect(200).Results;
        var keys = rows.Select(row => row.GetProperty("createdAt").GetString() + row.GetProperty("objectId").GetString()).ToArray();
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
    }

    [Fact]
    public async Task Limit_skip_and_count()
    {
        var page = (await _client.GetAsync($"/parse/classes/{_class}", ("order", "k"), ("limit", "2"), ("skip", "1"), ("count", "1"))).Expect(200);
        Assert.Equal(["b", "c"], page.Results.Select(r => r.GetProperty("k").GetString()));
        Assert.Equal(4, page.Json.GetProperty("count").GetInt32());
        Assert.Equal("""{"results":[]}""", (await _client.GetAsync($"/parse/classes/{_class}", ("limit", "0"))).Expect(200).Text);
        Assert.Equal("""{"results":[],"count":3}""", (await _client.GetAsync($"/parse/classes/{_class}", ("limit", "0"), ("count", "1"), ("where", """{"n":{"$exists":true}}"""))).Expect(200).Text);
    }

    [Fact]
    public async Task Keys_choose_fields_and_the_system_fields_always_come()
    {
        var row = (await _client.GetAsync($"/parse/classes/{_class}", ("where", """{"k":"a"}"""), ("keys", "n,ghost"))).Expect(200).Results.Single();
        Assert.Equal(["createdAt", "n", "objectId", "updatedAt"], row.EnumerateObject().Select(p => p.Name).Order());
        row = (await _client.GetAsync($"/parse/classes/{_class}", ("where", """{"k":"d"}"""), ("excludeKeys", "k,objectId"))).Expect(200).Results.Single();
        Assert.Equal(["createdAt", "objectId", "updatedAt"], row.EnumerateObject().Select(p => p.Name).Order());
    }

    private async Task<string> KeysAsync(params (string, string)[] parameters) =>
        string.Concat((await _client.GetAsync($"/parse/classes/{_class}", parameters)).All("k"));
}
