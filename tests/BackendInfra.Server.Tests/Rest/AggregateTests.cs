using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

[Collection(nameof(ServerCollection))]
public sealed class AggregateTests(TestServer server) : IAsyncLifetime
{
    private static int _runs;

    private readonly RestClient _client = server.Master(server.Open);
    private readonly string _class = $"Aggregated{Interlocked.Increment(ref _runs)}";

    public async ValueTask InitializeAsync()
    {
        foreach (var row in (string[])
        [
            """{"city":"Rome","n":1,"tags":["a","b"],"map":{"x":1},"d":{"__type":"Date","iso":"2024-03-05T10:20:30.000Z"}}""",
            """{"city":"Rome","n":2,"tags":["b"],"map":{"x":2},"d":{"__type":"Date","iso":"2025-03-05T10:20:30.000Z"}}""",
            """{"city":"Oslo","n":4,"tags":[]}""",
            """{"n":8}""",
        ])
        {
            await _client.CreateAsync(_class, row);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("""[{"$group":{"_id":"$city","total":{"$sum":"$n"}}},{"$sort":{"total":1}}]""", """[{"objectId":"Rome","total":3},{"objectId":"Oslo","total":4},{"objectId":null,"total":8}]""")]
    [InlineData("""[{"$group":{"_id":null,"sum":{"$sum":"$n"},"avg":{"$avg":"$n"},"min":{"$min":"$n"},"max":{"$max":"$city"},"ones":{"$sum":1},"count":{"$count":{}}}}]""", """[{"objectId":null,"sum":15,"avg":3.75,"min":1,"max":"Rome","ones":4,"count":4}]""")]
    [InlineData("""[{"$match":{"n":{"$lt":4}}},{"$group":{"_id":{"c":"$city","x":"$map.x"},"n":{"$sum":"$n"}}},{"$sort":{"n":-1}}]""", """[{"objectId":{"c":"Rome","x":2},"n":2},{"objectId":{"c":"Rome","x":1},"n":1}]""")]
    [InlineData("""[{"$match":{"d":{"$exists":true}}},{"$group":{"_id":{"y":{"$year":"$d"},"m":{"$month":"$d"},"d":{"$dayOfMonth":"$d"},"h":{"$hour":"$d"},"w":{"$dayOfWeek":"$d"},"s":{"$second":"$d"}}}},{"$sort":{"_id.y":1}},{"$limit":1}]""", """[{"objectId":{"y":2024,"m":3,"d":5,"h":10,"w":3,"s":30}}]""")]
    [InlineData("""[{"$match":{"d":{"$lt":{"__type":"Date","iso":"2025-01-01T00:00:00.000Z"}}}},{"$project":{"_id":0,"n":1,"place":"$city"}}]""", """[{"n":1,"place":"Rome"}]""")]
    [InlineData("""[{"$group":{"_id":"$city","n":{"$sum":"$n"}}},{"$match":{"n":{"$gte":4},"_id":{"$ne":null}}}]""", """[{"objectId":"Oslo","n":4}]""")]
    [InlineData("""[{"$unwind":"$tags"},{"$group":{"_id":"$tags","n":{"$sum":1}}},{"$sort":{"_id":-1}},{"$skip":1}]""", """[{"objectId":"a","n":1}]""")]
    [InlineData("""[{"$sort":{"n":-1}},{"$limit":2},{"$project":{"_id":0,"n":1}}]""", """[{"n":8},{"n":4}]""")]
    [InlineData("""[{"$match":{"n":99}},{"$group":{"_id":null,"n":{"$sum":"$n"}}}]""", "[]")]
    [InlineData("""[{"$group":{"_id":"$city'); drop table x; --","n":{"$sum":"$a\"b"}}}]""", """[{"objectId":null,"n":0}]""")]
    [InlineData("""{"$match":{"n":1},"$project":{"_id":0,"n":1}}""", """[{"n":1}]""")]
    public async Task A_pipeline_gives_its_documents(string pipeline, string expected) =>
        Answer.AreEqual(expected, (await AggregateAsync(("pipeline", pipeline))).Expect(200).Json.GetProperty("results").GetRawText());

    [Fact]
    public async Task Stages_may_be_parameters_and_a_match_alone_gives_whole_objects()
    {
        Answer.AreEqual("""[{"objectId":"Rome","n":3}]""", (await AggregateAsync(("$match", """{"city":"Rome"}"""), ("$group", """{"_id":"$city","n":{"$sum":"$n"}}"""), ("hint", "x"))).Expect(200).Json.GetProperty("results").GetRawText());
        var row = (await AggregateAsync(("pipeline", """[{"$match":{"n":8}}]"""))).Expect(200).Results.Single();
        Assert.Equal(["createdAt", "n", "objectId", "updatedAt"], row.EnumerateObject().Select(p => p.Name).Order());
    }

    [Theory]
    [InlineData("city", "", """["Oslo","Rome"]""")]
    [InlineData("tags", "", """["a","b"]""")]
    [InlineData("map.x", "", "[1,2]")]
    [InlineData("ghost", "", "[]")]
    [InlineData("n", """{"city":"Rome"}""", "[1,2]")]
    public async Task Distinct_gives_the_different_values(string field, string where, string expected) =>
        Answer.AreEqual(expected, (await AggregateAsync([("distinct", field), .. where.Length > 0 ? new[] { ("where", where) } : []])).Expect(200).Json.GetProperty("results").GetRawText());

    [Theory]
    [InlineData("""[{"group":{"_id":null}}]""", 102)]
    [InlineData("""[{"$lookup":{}}]""", 102)]
    [InlineData("""[{"$group":{"objectId":"$city"}}]""", 102)]
    [InlineData("""[{"$group":{"n":{"$sum":1}}}]""", 102)]
    [InlineData("""[{"$group":{"_id":null,"n":{"$push":"$n"}}}]""", 102)]
    [InlineData("""[{"$group":{"_id":null,"n":1}}]""", 102)]
    [InlineData("""[{"$group":{"_id":{"$toUpper":"$city"}}}]""", 102)]
    [InlineData("""[{"$group":{"_id":"$__proto__"}}]""", 105)]
    [InlineData("""[{"$group":{"_id":null,"a.b":{"$sum":1}}}]""", 105)]
    [InlineData("""[{"$match":1}]""", 102)]
    [InlineData("""[{"$match":{"n":{"$bad":1}}}]""", 107)]
    [InlineData("""[{"$limit":0}]""", 102)]
    [InlineData("""[{"$limit":"1"}]""", 102)]
    [InlineData("""[{"$skip":-1}]""", 102)]
    [InlineData("""[{"$sort":{"n":2}}]""", 102)]
    [InlineData("""[{"$sort":{}}]""", 102)]
    [InlineData("""[{"$project":{"n":1,"city":0}}]""", 102)]
    [InlineData("""[{"$unwind":"tags"}]""", 102)]
    [InlineData("""[{"$sort":{"n":1},"$limit":1}]""", 102)]
    [InlineData("1", 102)]
    [InlineData("[", 107)]
    public async Task A_bad_pipeline_is_refused(string pipeline, int code) =>
        (await AggregateAsync(("pipeline", pipeline))).ExpectError(code);

    [Fact]
    public async Task Only_the_master_key_may_aggregate()
    {
        (await server.Anonymous(server.Open).GetAsync($"/parse/aggregate/{_class}", ("distinct", "city"))).Expect(403);
        (await server.ReadOnlyMaster(server.Open).GetAsync($"/parse/aggregate/{_class}", ("distinct", "city"))).Expect(200);
        (await AggregateAsync()).ExpectError(102);
        Assert.Empty((await _client.GetAsync("/parse/aggregate/GhostClass", ("distinct", "a"))).Expect(200).Results);
    }

    private Task<Answer> AggregateAsync(params (string, string)[] parameters) => _client.GetAsync($"/parse/aggregate/{_class}", parameters);
}
