using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest.Reference;

/// <summary>Reference §5: operators, beside <see cref="QueryTests"/>, <see cref="GeoTests"/>, <see cref="TextTests"/> and <see cref="AggregateTests"/>.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Section05OperatorTests(TestServer server) : IAsyncLifetime
{
    private static int _runs;

    private readonly RestClient _client = server.Anonymous(server.Open);
    private readonly string _class = $"RefOperators{Interlocked.Increment(ref _runs)}";

    public async ValueTask InitializeAsync()
    {
        foreach (var row in (string[])
        [
            """{"k":"a","s":"One\nTwo","n":1,"tags":["x","y"],"map":{"city":"Rome"},"d":{"__type":"Date","iso":"2020-01-01T00:00:00.000Z"}}""",
            """{"k":"b","s":"one two","n":2,"tags":["y"],"map":{"city":"Oslo"},"d":{"__type":"Date","iso":"2999-01-01T00:00:00.000Z"}}""",
            """{"k":"c"}""",
        ])
        {
            await _client.CreateAsync(_class, row);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("""{"tags":{"$eq":"x"}}""", "a")]
    [InlineData("""{"tags":{"$eq":null}}""", "c")]
    [InlineData("""{"tags":{"$nin":["x"]}}""", "bc")]
    [InlineData("""{"d":{"$lt":{"$relativeTime":"3 days ago"}}}""", "a")]
    [InlineData("""{"d":{"$lte":{"$relativeTime":"1 yr 2 wks 3 d 4 hrs 5 mins 6 secs ago"}}}""", "a")]
    [InlineData("""{"d":{"$gt":{"$relativeTime":"in 1 year"}}}""", "b")]
    [InlineData("""{"d":{"$gte":{"$relativeTime":"now"}}}""", "b")]
    [InlineData("""{"s":{"$regex":"^TWO$","$options":"im"}}""", "a")]
    [InlineData("""{"s":{"$regex":"^Two$"}}""", "")]
    [InlineData("""{"s":{"$regex":"one.two","$options":"is"}}""", "ab")]
    [InlineData("""{"s":{"$regex":"o n e","$options":"ix"}}""", "ab")]
    [InlineData("""{"s":{"$regex":"two","$options":"u"}}""", "b")]
    [InlineData("""{"map.city":{"$in":["Rome","Bern"]}}""", "a")]
    [InlineData("""{"map.city":{"$ne":"Rome"}}""", "bc")]
    [InlineData("""{"$or":[{"$and":[{"n":1},{"$or":[{"k":"a"}]}]},{"$nor":[{"n":{"$exists":true}}]}]}""", "ac")]
    public async Task An_operator_finds_its_rows(string where, string expected) =>
        Assert.Equal(expected, string.Concat((await _client.GetAsync($"/parse/classes/{_class}", ("where", where))).All("k")));

    [Theory]
    [InlineData("""{"n":{"$foo":1}}""", 107, "bad constraint: $foo")]
    [InlineData("""{"d":{"$relativeTime":"now"}}""", 107, "bad constraint: $relativeTime")]
    [InlineData("""{"d":{"$eq":{"$relativeTime":"now"}}}""", 107, "$relativeTime can only be used with the $lt, $lte, $gt, and $gte operators")]
    [InlineData("""{"d":{"$ne":{"$relativeTime":"now"}}}""", 107, "$relativeTime can only be used with the $lt, $lte, $gt, and $gte operators")]
    [InlineData("""{"n":{"$gt":{"$relativeTime":"now"}}}""", 107, "$relativeTime can only be used with Date field")]
    [InlineData("""{"n":{"$in":1}}""", 107, "bad $in value: it must be an array.")]
    [InlineData("""{"n":{"$nin":{}}}""", 107, "bad $nin value: it must be an array.")]
    [InlineData("""{"tags":{"$all":"x"}}""", 107, "bad $all value: it must be an array.")]
    [InlineData("""{"tags":{"$all":[{"$regex":"^a"},"b"]}}""", 107, "All $all values must be of regex type or none")]
    [InlineData("""{"tags":{"$containedBy":"x"}}""", 107, "bad $containedBy value: it must be an array.")]
    [InlineData("""{"s":{"$regex":"a","$options":"g"}}""", 102, "bad $options value: g")]
    [InlineData("""{"s":{"$select":{"key":"k"}}}""", 102, "improper usage of $select")]
    [InlineData("""{"s":{"$select":{"query":{"className":"Any"},"key":"k","more":1}}}""", 102, "improper usage of $select")]
    [InlineData("""{"s":{"$dontSelect":{"query":{},"key":"k"}}}""", 102, "improper usage of $dontSelect")]
    [InlineData("""{"s":{"$dontSelect":[]}}""", 102, "improper usage of $dontSelect")]
    [InlineData("""{"p":{"$inQuery":{"where":{}}}}""", 102, "improper usage of $inQuery")]
    [InlineData("""{"p":{"$notInQuery":1}}""", 102, "improper usage of $notInQuery")]
    [InlineData("""{"$relatedTo":{"key":"k"}}""", 102, "improper usage of $relatedTo")]
    [InlineData("""{"$or":{}}""", 102, "Bad $or format - use an array value.")]
    [InlineData("""{"$and":1}""", 102, "Bad $and format - use an array value.")]
    [InlineData("""{"$nor":[]}""", 102, "Bad $nor format - use an array of minimum 1 value.")]
    [InlineData("""{"ACL":{}}""", 102, "Cannot query on ACL.")]
    [InlineData("""{"$or":[{"ACL":{"$exists":true}}]}""", 102, "Cannot query on ACL.")]
    [InlineData("""{"a-b":1}""", 105, "Invalid key name: a-b")]
    public async Task A_bad_condition_is_told(string where, int code, string message) =>
        (await _client.GetAsync($"/parse/classes/{_class}", ("where", where))).ExpectError(code, message);

    [Fact]
    public async Task Values_of_another_class_may_lie_inside_its_objects()
    {
        await _client.CreateAsync("RefSelected", $$$"""{"of":"{{{_class}}}","map":{"city":"Rome"}}""");
        var query = $$$$"""{"query":{"className":"RefSelected","where":{"of":"{{{{_class}}}}"}},"key":"map.city"}""";
        Assert.Equal(["a"], (await _client.GetAsync($"/parse/classes/{_class}", ("where", $$"""{"map.city":{"$select":{{query}} } }"""))).All("k"));
        Assert.Equal(["b", "c"], (await _client.GetAsync($"/parse/classes/{_class}", ("where", $$"""{"map.city":{"$dontSelect":{{query}} } }"""))).All("k"));
    }

    [Fact]
    public async Task Members_of_a_relation_come_in_the_order_of_the_query()
    {
        string[] members = [await _client.CreateAsync("RefOrderedMember", """{"n":2}"""), await _client.CreateAsync("RefOrderedMember", """{"n":1}"""), await _client.CreateAsync("RefOrderedMember", """{"n":3}""")];
        var objects = string.Join(',', members.Select(id => $$"""{"__type":"Pointer","className":"RefOrderedMember","objectId":"{{id}}"}"""));
        var owner = await _client.CreateAsync("RefOrderedOwner", $$$"""{"all":{"__op":"AddRelation","objects":[{{{objects}}}]}}""");
        var where = $$$$"""{"$relatedTo":{"object":{"__type":"Pointer","className":"RefOrderedOwner","objectId":"{{{{owner}}}}"},"key":"all"},"n":{"$gt":1}}""";
        Assert.Equal([3, 2], (await _client.GetAsync("/parse/classes/RefOrderedMember", ("where", where), ("order", "-n"))).Expect(200).Results.Select(row => row.GetProperty("n").GetInt32()));
    }

    [Theory]
    [InlineData("""[{"$group":{"objectId":"$k"}}]""", 102, "Cannot use `objectId` in aggregation stage $group.")]
    [InlineData("""[{"$group":{"n":{"$sum":1}}}]""", 102, "Invalid parameter for query: $group. Missing key _id")]
    [InlineData("""[{"group":{"_id":"$k"}}]""", 102, "Invalid aggregate stage 'group'.")]
    [InlineData("""[{"$match":{},"$limit":1}]""", 102, "Pipeline stages should only have one key.")]
    public async Task A_bad_pipeline_is_told(string pipeline, int code, string message) =>
        (await server.Master(server.Open).GetAsync($"/parse/aggregate/{_class}", ("pipeline", pipeline))).ExpectError(code, message);

    [Fact]
    public async Task An_aggregation_takes_hint_explain_comment_and_readPreference()
    {
        var rows = (await server.Master(server.Open).GetAsync($"/parse/aggregate/{_class}", ("pipeline", """[{"$group":{"_id":"$k"}},{"$sort":{"objectId":1}},{"$limit":1}]"""), ("hint", "_id_"), ("explain", "false"), ("comment", "c"), ("readPreference", "PRIMARY"))).Expect(200);
        Answer.AreEqual("""[{"objectId":"a"}]""", rows.Json.GetProperty("results").GetRawText());
        Assert.Equal("""{"results":[1]}""", (await server.Master(server.Open).GetAsync($"/parse/aggregate/{_class}", ("distinct", "n"), ("where", """{"k":"a"}"""))).Expect(200).Text);
    }
}
