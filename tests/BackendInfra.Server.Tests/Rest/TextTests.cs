using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

[Collection(nameof(ServerCollection))]
public sealed class TextTests(TestServer server) : IAsyncLifetime
{
    private static int _runs;

    private readonly RestClient _client = server.Anonymous(server.Open);
    private readonly string _class = $"Text{Interlocked.Increment(ref _runs)}";

    public async ValueTask InitializeAsync()
    {
        await server.Master(server.Open).DefineAsync(_class, """{"fields":{"t":{"type":"String"},"n":{"type":"Number"}},"indexes":{"byWords":{"t":"text"}}}""");
        foreach (var row in (string[])
        [
            """{"k":"a","t":"Coffee shops are buying coffee beans, coffee cups"}""",
            """{"k":"b","t":"He bought a COFFEE"}""",
            """{"k":"c","t":"Tea and cake"}""",
            """{"k":"d","t":"Die Häuser am Fluss"}""",
            """{"k":"e"}""",
        ])
        {
            await _client.CreateAsync(_class, row);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("""{"$term":"coffee"}""", "ab")]
    [InlineData("""{"$term":"cups coffee"}""", "a")]
    [InlineData("""{"$term":"\"coffee beans\""}""", "a")]
    [InlineData("""{"$term":"coffee -cups"}""", "b")]
    [InlineData("""{"$term":"tea or cups"}""", "ac")]
    [InlineData("""{"$term":"bean","$caseSensitive":false,"$diacriticSensitive":true}""", "a")]
    [InlineData("""{"$term":"haus","$language":"german"}""", "d")]
    [InlineData("""{"$term":"bean","$language":"none"}""", "")]
    [InlineData("""{"$term":"' & | ! :* \\"}""", "")]
    [InlineData("""{"$term":""}""", "")]
    public async Task Words_are_found(string search, string expected) =>
        Assert.Equal(expected, string.Concat((await FindAsync(search)).All("k")));

    [Fact]
    public async Task The_best_match_comes_first_and_tells_its_score()
    {
        var rows = (await FindAsync("""{"$term":"coffee"}""", ("order", "$score"), ("keys", "k,$score"))).Expect(200).Results;
        Assert.Equal("ab", string.Concat(rows.Select(r => r.GetProperty("k").GetString())));
        Assert.True(rows[0].GetProperty("score").GetDouble() > rows[1].GetProperty("score").GetDouble());
        Assert.False(rows[0].TryGetProperty("t", out _));
        Assert.False((await FindAsync("""{"$term":"coffee"}""")).Results[0].TryGetProperty("score", out _));
        var counted = (await FindAsync("""{"$term":"coffee"}""", ("order", "-$score"), ("keys", "$score"), ("count", "1"), ("limit", "1"))).Expect(200);
        Assert.Equal(2, counted.Json.GetProperty("count").GetInt32());
        Assert.Single(counted.Results);
    }

    [Theory]
    [InlineData("""{"t":{"$text":1}}""", 107)]
    [InlineData("""{"t":{"$text":{}}}""", 107)]
    [InlineData("""{"t":{"$text":{"$search":"x"}}}""", 107)]
    [InlineData("""{"t":{"$text":{"$search":{}}}}""", 107)]
    [InlineData("""{"t":{"$text":{"$search":{"$term":1}}}}""", 107)]
    [InlineData("""{"t":{"$text":{"$search":{"$term":"a","$language":1}}}}""", 107)]
    [InlineData("""{"t":{"$text":{"$search":{"$term":"a","$language":"english'); drop table x; --"}}}}""", 107)]
    [InlineData("""{"t":{"$text":{"$search":{"$term":"a","$caseSensitive":true}}}}""", 107)]
    [InlineData("""{"t":{"$text":{"$search":{"$term":"a","$caseSensitive":"no"}}}}""", 107)]
    [InlineData("""{"t":{"$text":{"$search":{"$term":"a","$diacriticSensitive":false}}}}""", 107)]
    [InlineData("""{"n":{"$text":{"$search":{"$term":"a"}}}}""", 102)]
    [InlineData("""{"t.x":{"$text":{"$search":{"$term":"a"}}}}""", 102)]
    public async Task A_bad_operand_is_refused(string where, int code) =>
        (await _client.GetAsync($"/parse/classes/{_class}", ("where", where))).ExpectError(code);

    [Fact]
    public async Task A_score_needs_a_search()
    {
        (await _client.GetAsync($"/parse/classes/{_class}", ("order", "$score"))).ExpectError(102);
        (await _client.GetAsync($"/parse/classes/{_class}", ("keys", "$score"))).ExpectError(102);
        (await _client.GetAsync($"/parse/classes/{_class}", ("order", "$scores"))).ExpectError(105);
    }

    [Fact]
    public async Task A_text_index_is_listed_and_deleted()
    {
        var master = server.Master(server.Open);
        var schema = (await master.GetAsync($"/parse/schemas/{_class}")).Expect(200).Json;
        Assert.Equal("""{"t":"text"}""", schema.GetProperty("indexes").GetProperty("byWords").GetRawText());
        (await master.PutAsync($"/parse/schemas/{_class}", """{"indexes":{"bad":{"n":"text"}}}""")).ExpectError(102);
        (await master.PutAsync($"/parse/schemas/{_class}", """{"indexes":{"bad":{"t":"text","n":1}}}""")).ExpectError(102);
        (await master.PutAsync($"/parse/schemas/{_class}", """{"indexes":{"byWords":{"__op":"Delete"}}}""")).Expect(200);
        Assert.Equal("ab", string.Concat((await FindAsync("""{"$term":"coffee"}""")).All("k")));
    }

    [Fact]
    public async Task A_protected_text_cannot_be_searched()
    {
        await server.Master(server.Guarded).PostAsync("/parse/schemas/HiddenText", """
            {"fields":{"t":{"type":"String"}},"classLevelPermissions":{"find":{"*":true},"protectedFields":{"*":["t"]}}}
            """);
        (await server.Anonymous(server.Guarded).GetAsync("/parse/classes/HiddenText", ("where", """{"$nor":[{"t":{"$text":{"$search":{"$term":"a"}}}}]}"""))).ExpectError(119);
    }

    private Task<Answer> FindAsync(string search, params (string, string)[] more) =>
        _client.GetAsync($"/parse/classes/{_class}", [("where", $$$"""{"t":{"$text":{"$search":{{{search}}} } } }"""), .. more]);
}
