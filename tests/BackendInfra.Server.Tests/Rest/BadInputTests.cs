using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

[Collection(nameof(ServerCollection))]
public sealed class BadInputTests(TestServer server)
{
    private readonly RestClient _client = server.Anonymous(server.Open);

    [Theory]
    [InlineData("{", 107)]
    [InlineData("[]", 107)]
    [InlineData("\"text\"", 107)]
    [InlineData("""{"a":1}x""", 107)]
    [InlineData("""{"a b":1}""", 105)]
    [InlineData("""{"a-b":1}""", 105)]
    [InlineData("""{"1a":1}""", 105)]
    [InlineData("""{"a'; drop table x; --":1}""", 105)]
    [InlineData("""{"_rperm":["*"]}""", 105)]
    [InlineData("""{"_hashed_password":"x"}""", 105)]
    [InlineData("""{"length":1}""", 105)]
    [InlineData("""{"className":"x"}""", 105)]
    [InlineData("""{"__proto__":{"a":1}}""", 105)]
    [InlineData("""{"a":{"constructor":1}}""", 105)]
    [InlineData("""{"a":{"_bsontype":"Code"}}""", 105)]
    [InlineData("""{"objectId":"custom"}""", 105)]
    [InlineData("""{"objectId":7}""", 104)]
    [InlineData("""{"a":{"x.y":1}}""", 121)]
    [InlineData("""{"a":[{"$x":1}]}""", 121)]
    [InlineData("""{"a.b":1}""", 105)]
    [InlineData("""{"a":1e999}""", 107)]
    [InlineData("""{"a":"x\u0000y"}""", 107)]
    [InlineData("""{"a":"\ud800"}""", 107)]
    [InlineData("""{"a":{"\udc00":1}}""", 107)]
    [InlineData("""{"\ud800":1}""", 107)]
    [InlineData("""{"a":{"__type":"Date","iso":"yesterday"}}""", 107)]
    [InlineData("""{"a":{"__type":"Date","iso":"2024-02-30T00:00:00Z"}}""", 107)]
    [InlineData("""{"a":{"__type":"Date","iso":"99999-01-01T00:00:00Z"}}""", 107)]
    [InlineData("""{"a":{"__type":"Date"}}""", 107)]
    [InlineData("""{"a":{"__type":"Bytes","base64":"***"}}""", 107)]
    [InlineData("""{"a":{"__type":"GeoPoint","latitude":91,"longitude":0}}""", 107)]
    [InlineData("""{"a":{"__type":"GeoPoint","latitude":"1","longitude":0}}""", 107)]
    [InlineData("""{"a":{"__type":"Polygon","coordinates":[[0,0],[1,1]]}}""", 107)]
    [InlineData("""{"a":{"__type":"Pointer","className":"Foo"}}""", 107)]
    [InlineData("""{"a":{"__type":"Pointer","className":"1x","objectId":"x"}}""", 103)]
    [InlineData("""{"a":{"__type":"Pointer","className":"Foo","objectId":"x y"}}""", 106)]
    [InlineData("""{"a":{"__type":"Nonsense"}}""", 107)]
    [InlineData("""{"a":{"__type":7}}""", 107)]
    [InlineData("""{"a":{"__op":"Nonsense"}}""", 108)]
    [InlineData("""{"a":{"__op":"Increment","amount":"x"}}""", 107)]
    [InlineData("""{"a":{"__op":"Add","objects":"x"}}""", 107)]
    [InlineData("""{"ACL":[]}""", 123)]
    [InlineData("""{"ACL":{"*":{"fly":true}}}""", 123)]
    [InlineData("""{"ACL":{"*":{"read":"yes"}}}""", 123)]
    [InlineData("""{"text":1}""", 111)]
    [InlineData("""{"text":{"__op":"Increment","amount":1}}""", 111)]
    [InlineData("""{"p1":{"__type":"GeoPoint","latitude":1,"longitude":1},"p2":{"__type":"GeoPoint","latitude":1,"longitude":1}}""", 111)]
    public async Task A_bad_create_is_refused(string body, int code)
    {
        await _client.CreateAsync("Bad", """{"text":"x"}""");
        (await _client.PostAsync("/parse/classes/Bad", body)).ExpectError(code);
    }

    [Theory]
    [InlineData("""{"objectId":"another"}""", 105)]
    [InlineData("""{"n.a":1}""", 111)]
    [InlineData("""{"map.$a":1}""", 121)]
    [InlineData("""{"map.__proto__":1}""", 105)]
    [InlineData("""{"map.a":{"__op":"Add","objects":[1]}}""", 107)]
    [InlineData("""{"n":1,"n":2}""", 105)]
    [InlineData("""{"map":{},"map.a":1}""", 105)]
    [InlineData("""{"n":{"__op":"Increment","amount":1e308}}""", 107)]
    [InlineData("""{"a'b":1}""", 105)]
    [InlineData("""{"map.a'b\"c":{"__op":"Increment","amount":1}}""", 200)]
    public async Task A_bad_update_is_refused(string body, int code)
    {
        var id = await _client.CreateAsync("BadUpdate", """{"n":1.7e308,"map":{"text":"x"}}""");
        var answer = await _client.PutAsync($"/parse/classes/BadUpdate/{id}", body);
        if (code == 200)
            answer.Expect(200);
        else
            answer.ExpectError(code);
    }

    [Theory]
    [InlineData("where", "{", 107)]
    [InlineData("where", "7", 107)]
    [InlineData("where", """{"n":{"$where":"1"}}""", 107)]
    [InlineData("where", """{"$where":"1"}""", 105)]
    [InlineData("where", """{"n' or 1=1 --":1}""", 105)]
    [InlineData("where", """{"text":{"$regex":"("}}""", 102)]
    [InlineData("where", """{"text":{"$regex":"[z-a]"}}""", 102)]
    [InlineData("where", """{"text":{"$regex":"a","$options":"q"}}""", 102)]
    [InlineData("where", """{"text":7}""", 102)]
    [InlineData("where", """{"text":"a\u0000b"}""", 107)]
    [InlineData("where", """{"text":"\ud800"}""", 107)]
    [InlineData("order", "a b", 105)]
    [InlineData("order", "n;drop", 105)]
    [InlineData("limit", "ten", 102)]
    [InlineData("skip", "-5", 102)]
    [InlineData("nonsense", "1", 102)]
    [InlineData("explain", "1", 102)]
    public async Task A_bad_query_is_refused(string name, string value, int code)
    {
        await _client.CreateAsync("BadQuery", """{"text":"x","n":1}""");
        (await _client.GetAsync("/parse/classes/BadQuery", (name, value))).ExpectError(code);
    }

    [Theory]
    [InlineData("where", "{}")]
    [InlineData("limit", "1")]
    [InlineData("order", "n")]
    public async Task A_get_takes_only_its_own_parameters(string name, string value)
    {
        var id = await _client.CreateAsync("BadGet", "{}");
        (await _client.GetAsync($"/parse/classes/BadGet/{id}", (name, value))).ExpectError(102, "Improper encode of parameter");
    }

    [Theory]
    [InlineData("/parse/classes/1abc")]
    [InlineData("/parse/classes/_Join:a:B")]
    [InlineData("/parse/classes/a%27b")]
    public async Task A_bad_class_name_is_103(string path)
    {
        (await _client.GetAsync(path)).ExpectError(103);
        (await _client.PostAsync(path, "{}")).ExpectError(103);
    }

    [Theory]
    [InlineData("x%27y")]
    [InlineData("a%20b")]
    public async Task An_id_that_cannot_be_is_not_found(string id)
    {
        await _client.CreateAsync("BadId", "{}");
        (await _client.GetAsync($"/parse/classes/BadId/{id}")).ExpectError(101);
        (await _client.PutAsync($"/parse/classes/BadId/{id}", "{}")).ExpectError(101);
        (await _client.DeleteAsync($"/parse/classes/BadId/{id}")).ExpectError(101);
    }

    [Fact]
    public async Task Depth_and_size_are_limited()
    {
        (await _client.PostAsync("/parse/classes/Bad", "{\"a\":" + new string('[', 101) + new string(']', 101) + "}")).ExpectError(107);
        var or = string.Concat(Enumerable.Repeat("""{"$or":[""", 21)) + "{}" + string.Concat(Enumerable.Repeat("]}", 21));
        await _client.CreateAsync("Bad", "{}");
        (await _client.GetAsync("/parse/classes/Bad", ("where", or))).ExpectError(102);

        // The server answers before it has read the body, so the client must listen before it sends it.
        var patient = server.Anonymous(server.Open);
        patient.Headers["Expect"] = "100-continue";
        var large = (await patient.PostAsync("/parse/classes/Bad", $$"""{"a":"{{new string('x', 21 * 1024 * 1024)}}"}""")).Expect(413);
        Assert.Equal(116, large.Json.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_bad_cloud_context_is_refused()
    {
        var client = server.Anonymous(server.Open);
        client.Headers["X-Parse-Cloud-Context"] = "[1]";
        (await client.GetAsync("/parse/classes/Bad")).ExpectError(107, "Invalid object for context.");
    }
}
