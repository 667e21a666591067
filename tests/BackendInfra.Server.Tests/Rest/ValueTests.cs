using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

[Collection(nameof(ServerCollection))]
public sealed class ValueTests(TestServer server)
{
    private readonly RestClient _client = server.Anonymous(server.Open);

    [Theory]
    [InlineData("text", "\"Grüße, 世界 😀 \\\"quoted\\\" \\\\ / \\n\"")]
    [InlineData("empty", "\"\"")]
    [InlineData("number", "1.5")]
    [InlineData("whole", "-7")]
    [InlineData("large", "1e300")]
    [InlineData("small", "5e-324")]
    [InlineData("exact", "9007199254740993", "9007199254740992")]
    [InlineData("minusZero", "-0.0", "0")]
    [InlineData("yes", "true")]
    [InlineData("no", "false")]
    [InlineData("date", """{"__type":"Date","iso":"2024-01-31T12:00:00.123Z"}""")]
    [InlineData("zoned", """{"__type":"Date","iso":"2024-01-31T12:00:00+02:00"}""", """{"__type":"Date","iso":"2024-01-31T10:00:00.000Z"}""")]
    [InlineData("bytes", """{"__type":"Bytes","base64":"aGVsbG8="}""")]
    [InlineData("pointer", """{"__type":"Pointer","className":"Target","objectId":"abcdefghij"}""")]
    [InlineData("point", """{"__type":"GeoPoint","latitude":40.5,"longitude":-30.25}""")]
    [InlineData("polygon", """{"__type":"Polygon","coordinates":[[0,0],[0,1],[1,1]]}""", """{"__type":"Polygon","coordinates":[[0,0],[0,1],[1,1],[0,0]]}""")]
    [InlineData("file", """{"__type":"File","name":"a.txt","url":"http://localhost/a.txt"}""")]
    [InlineData("array", """[1,"a",null,true,[2],{"b":3},{"__type":"Date","iso":"2024-01-31T12:00:00.000Z"},{"__type":"Pointer","className":"Target","objectId":"abc"}]""")]
    [InlineData("map", """{"a":1,"b":{"c":[{"__type":"GeoPoint","latitude":1,"longitude":2}]},"d":null}""")]
    [InlineData("nothing", "{}")]
    [InlineData("none", "[]")]
    public async Task Every_type_comes_back_as_it_went(string field, string value, string? expected = null)
    {
        var id = await _client.CreateAsync("Values", $$"""{"{{field}}":{{value}} }""");
        var single = (await _client.GetAsync($"/parse/classes/Values/{id}")).Expect(200).Json;
        Answer.AreEqual(expected ?? value, single.GetProperty(field).GetRawText());

        var found = (await _client.GetAsync("/parse/classes/Values", ("where", $$"""{"objectId":"{{id}}"}"""))).Expect(200).Results;
        Answer.AreEqual(single.GetRawText(), Assert.Single(found).GetRawText());
    }

    [Fact]
    public async Task A_create_answers_id_date_and_location()
    {
        var answer = (await _client.PostAsync("/parse/classes/Created", """{"a":1}""")).Expect(201);
        Assert.Equal(["createdAt", "objectId"], answer.Json.EnumerateObject().Select(p => p.Name).Order());
        var id = answer.Json.GetProperty("objectId").GetString()!;
        Assert.Matches("^[A-Za-z0-9]{10}$", id);
        Assert.Equal(new Uri(server.Address, $"/parse/classes/Created/{id}").ToString(), answer.Headers["Location"]);

        var stored = (await _client.GetAsync($"/parse/classes/Created/{id}")).Expect(200).Json;
        Assert.Equal(["a", "createdAt", "objectId", "updatedAt"], stored.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal(answer.Json.GetProperty("createdAt").GetString(), stored.GetProperty("createdAt").GetString());
        Assert.Equal(stored.GetProperty("updatedAt").GetString(), stored.GetProperty("createdAt").GetString());
    }

    [Fact]
    public async Task An_ACL_is_sent_only_when_there_is_one_with_true_entries_only()
    {
        var id = await _client.CreateAsync("WithAcl", """{"ACL":{"*":{"read":true,"write":false},"someUser":{"read":true,"write":true}}}""");
        var stored = (await _client.GetAsync($"/parse/classes/WithAcl/{id}")).Expect(200).Json;
        Answer.AreEqual("""{"*":{"read":true},"someUser":{"read":true,"write":true}}""", stored.GetProperty("ACL").GetRawText());
    }

    [Fact]
    public async Task Null_unsets_and_is_not_sent()
    {
        var id = await _client.CreateAsync("Nulls", """{"a":1,"b":null}""");
        (await _client.PutAsync($"/parse/classes/Nulls/{id}", """{"a":null}""")).Expect(200);
        var stored = (await _client.GetAsync($"/parse/classes/Nulls/{id}")).Expect(200).Json;
        Assert.Equal(["createdAt", "objectId", "updatedAt"], stored.EnumerateObject().Select(p => p.Name).Order());
    }

    [Fact]
    public async Task A_relation_is_sent_as_the_class_it_names()
    {
        var target = await _client.CreateAsync("RelTarget", "{}");
        var id = await _client.CreateAsync("RelOwner", $$"""{"rel":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"RelTarget","objectId":"{{target}}"}]} }""");
        var stored = (await _client.GetAsync($"/parse/classes/RelOwner/{id}")).Expect(200).Json;
        Answer.AreEqual("""{"__type":"Relation","className":"RelTarget"}""", stored.GetProperty("rel").GetRawText());
    }
}
