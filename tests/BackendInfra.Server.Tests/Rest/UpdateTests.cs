using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

[Collection(nameof(ServerCollection))]
public sealed class UpdateTests(TestServer server)
{
    private readonly RestClient _client = server.Anonymous(server.Open);

    [Theory]
    [InlineData("""{"n":5}""", """{"n":{"__op":"Increment","amount":-2}}""", """{"n":3}""")]
    [InlineData("""{}""", """{"n":{"__op":"Increment","amount":2.5}}""", """{"n":2.5}""")]
    [InlineData("""{"list":[1]}""", """{"list":{"__op":"Add","objects":[1,2]}}""", """{"list":[1,1,2]}""")]
    [InlineData("""{}""", """{"list":{"__op":"Add","objects":["a"]}}""", """{"list":["a"]}""")]
    [InlineData("""{"list":[1]}""", """{"list":{"__op":"AddUnique","objects":[1,2,2]}}""", """{"list":[1,2]}""")]
    [InlineData("""{"list":[1,2,1]}""", """{"list":{"__op":"Remove","objects":[1]}}""", """{"list":[2]}""")]
    [InlineData("""{}""", """{"list":{"__op":"Remove","objects":[1]}}""", """{"list":[]}""")]
    [InlineData("""{"map":{"a":{"b":1,"c":2}}}""", """{"map.a.b":{"__op":"Increment","amount":4}}""", """{"map":{"a":{"b":5,"c":2}}}""")]
    [InlineData("""{"map":{"a":1}}""", """{"map.b":{"x":[1]}}""", """{"map":{"a":1,"b":{"x":[1]}}}""")]
    [InlineData("""{"map":{"a":1,"b":2}}""", """{"map.a":{"__op":"Delete"}}""", """{"map":{"b":2}}""")]
    public async Task An_operation_changes_the_value_and_answers_the_new_one(string before, string operation, string after)
    {
        var id = await _client.CreateAsync("Operations", before);
        var answer = (await _client.PutAsync($"/parse/classes/Operations/{id}", operation)).Expect(200).Json;
        var field = JsonNodeOf(after).First().Key;
        var expected = JsonNodeOf(after)[field]!.ToJsonString();
        Answer.AreEqual(expected, answer.GetProperty(field).GetRawText());
        var stored = (await _client.GetAsync($"/parse/classes/Operations/{id}")).Expect(200).Json;
        Answer.AreEqual(expected, stored.GetProperty(field).GetRawText());
    }

    [Fact]
    public async Task Operations_of_a_create_become_values_and_are_answered()
    {
        var answer = (await _client.PostAsync("/parse/classes/Collapsed", """
            {"n":{"__op":"Increment","amount":3},"list":{"__op":"AddUnique","objects":[1,1]},"gone":{"__op":"Delete"},"empty":{"__op":"Remove","objects":[1]},"once":{"__op":"SetOnInsert","amount":7}}
            """)).Expect(201).Json;
        Assert.Equal((3, "[1]", "[]", 7), (answer.GetProperty("n").GetInt32(), answer.GetProperty("list").GetRawText(), answer.GetProperty("empty").GetRawText(), answer.GetProperty("once").GetInt32()));
        Assert.False(answer.TryGetProperty("gone", out _));
    }

    [Fact]
    public async Task A_plain_update_answers_only_its_date()
    {
        var id = await _client.CreateAsync("Plain", """{"a":1}""");
        var answer = (await _client.PutAsync($"/parse/classes/Plain/{id}", """{"a":2,"createdAt":"2000-01-01T00:00:00.000Z"}""")).Expect(200).Json;
        Assert.Equal("updatedAt", Assert.Single(answer.EnumerateObject()).Name);
        var stored = (await _client.GetAsync($"/parse/classes/Plain/{id}")).Expect(200).Json;
        Assert.Equal((2, answer.GetProperty("updatedAt").GetString()), (stored.GetProperty("a").GetInt32(), stored.GetProperty("updatedAt").GetString()));
        Assert.NotEqual("2000-01-01T00:00:00.000Z", stored.GetProperty("createdAt").GetString());
    }

    [Fact]
    public async Task Relations_gain_and_lose_members()
    {
        string[] members = [await _client.CreateAsync("Member", """{"n":1}"""), await _client.CreateAsync("Member", """{"n":2}"""), await _client.CreateAsync("Member", """{"n":3}""")];
        var id = await _client.CreateAsync("Owner", $$"""{"rel":{"__op":"AddRelation","objects":[{{Pointer(members[0])}},{{Pointer(members[1])}}]} }""");
        Assert.Equal(["1", "2"], await MembersAsync(id));

        (await _client.PutAsync($"/parse/classes/Owner/{id}", $$$"""
            {"rel":{"__op":"Batch","ops":[{"__op":"AddRelation","objects":[{{{Pointer(members[2])}}}]},{"__op":"RemoveRelation","objects":[{{{Pointer(members[0])}}}]}]}}
            """)).Expect(200);
        Assert.Equal(["2", "3"], await MembersAsync(id));

        foreach (var where in (string[])[$$"""{"rel":{{Pointer(members[2])}} }""", $$"""{"rel":{"$in":[{{Pointer(members[2])}}]} }""", $$"""{"rel":{"$nin":[{{Pointer(members[0])}}]} }""", $$"""{"rel":{"$ne":{{Pointer(members[0])}} } }"""])
            Assert.Contains(id, (await _client.GetAsync("/parse/classes/Owner", ("where", where))).All("objectId"));
        foreach (var where in (string[])[$$"""{"rel":{{Pointer(members[0])}} }""", $$"""{"rel":{"$ne":{{Pointer(members[2])}} } }"""])
            Assert.DoesNotContain(id, (await _client.GetAsync("/parse/classes/Owner", ("where", where))).All("objectId"));

        (await _client.PutAsync($"/parse/classes/Owner/{id}", """{"rel":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"Owner","objectId":"x"}]}}""")).ExpectError(111);
    }

    [Fact]
    public async Task Concurrent_increments_all_count()
    {
        var id = await _client.CreateAsync("Counter", """{"n":0}""");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _client.PutAsync($"/parse/classes/Counter/{id}", """{"n":{"__op":"Increment","amount":1}}""")));
        Assert.Equal(20, (await _client.GetAsync($"/parse/classes/Counter/{id}")).Json.GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task Twenty_clients_may_make_the_same_class_and_field_at_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _client.PostAsync("/parse/classes/Rush", $$"""{"n":{{i}},"f{{i % 3}}":"x"}""")));
        Assert.All(answers, answer => answer.Expect(201));
        Assert.Equal(20, (await _client.GetAsync("/parse/classes/Rush", ("limit", "0"), ("count", "1"))).Expect(200).Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_missing_object_is_101()
    {
        await _client.CreateAsync("Missing", """{"a":1}""");
        (await _client.GetAsync("/parse/classes/Missing/nope")).ExpectError(101, "Object not found.");
        (await _client.PutAsync("/parse/classes/Missing/nope", """{"a":2}""")).ExpectError(101, "Object not found.");
        (await _client.DeleteAsync("/parse/classes/Missing/nope")).ExpectError(101, "Object not found.");
    }

    [Fact]
    public async Task A_deleted_object_is_gone()
    {
        var id = await _client.CreateAsync("Deleted", """{"a":1}""");
        Assert.Equal("{}", (await _client.DeleteAsync($"/parse/classes/Deleted/{id}")).Expect(200).Text);
        (await _client.GetAsync($"/parse/classes/Deleted/{id}")).ExpectError(101);
    }

    [Fact]
    public async Task Defaults_are_set_and_answered_and_required_fields_insisted_on()
    {
        await server.Master(server.Open).DefineAsync("Strict", """{"fields":{"name":{"type":"String","required":true},"price":{"type":"Number","defaultValue":0,"required":true}},"classLevelPermissions":{"create":{"*":true},"update":{"*":true}}}""");
        var created = (await _client.PostAsync("/parse/classes/Strict", """{"name":"a"}""")).Expect(201).Json;
        Assert.Equal(0, created.GetProperty("price").GetInt32());

        foreach (var body in (string[])["{}", """{"name":null}""", """{"name":""}"""])
            (await _client.PostAsync("/parse/classes/Strict", body)).ExpectError(142, "name is required");
        foreach (var body in (string[])["""{"name":""}""", """{"name":{"__op":"Delete"}}""", """{"price":null}"""])
            (await _client.PutAsync($"/parse/classes/Strict/{created.GetProperty("objectId").GetString()}", body)).ExpectError(142);
    }

    private static string Pointer(string id) => $$"""{"__type":"Pointer","className":"Member","objectId":"{{id}}"}""";

    private async Task<IReadOnlyList<string>> MembersAsync(string owner) =>
        (await _client.GetAsync("/parse/classes/Member", ("where", $$$"""{"$relatedTo":{"object":{"__type":"Pointer","className":"Owner","objectId":"{{{owner}}}"},"key":"rel"}}"""))).All("n");

    private static System.Text.Json.Nodes.JsonObject JsonNodeOf(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();
}
