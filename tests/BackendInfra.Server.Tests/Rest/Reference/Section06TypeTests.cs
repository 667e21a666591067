using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest.Reference;

/// <summary>Reference §6: types and operations, beside <see cref="ValueTests"/> and <see cref="UpdateTests"/>.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Section06TypeTests(TestServer server)
{
    private readonly RestClient _client = server.Anonymous(server.Open);

    [Fact]
    public async Task An_included_object_that_is_sent_back_is_a_pointer()
    {
        var to = await _client.CreateAsync("RefBack", """{"n":1}""");
        var id = await _client.CreateAsync("RefSends", $$$"""{"to":{"__type":"Object","className":"RefBack","objectId":"{{{to}}}","n":1}}""");
        var stored = (await _client.GetAsync($"/parse/classes/RefSends/{id}")).Expect(200).Json;
        Answer.AreEqual($$"""{"__type":"Pointer","className":"RefBack","objectId":"{{to}}"}""", stored.GetProperty("to").GetRawText());
    }

    [Fact]
    public async Task Clients_choose_ids_where_the_app_says_so()
    {
        var app = await server.CreateAppAsync("ref-custom-ids", new AppOptions { AllowCustomObjectId = true, DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true });
        var client = server.Anonymous(app);
        var made = (await client.PostAsync("/parse/classes/RefChosen", """{"objectId":"my-own.id_1"}""")).Expect(201);
        Assert.Equal("my-own.id_1", made.Json.GetProperty("objectId").GetString());
        Assert.EndsWith("/parse/classes/RefChosen/my-own.id_1", made.Headers["Location"], StringComparison.Ordinal);
        (await client.PostAsync("/parse/classes/RefChosen", """{"objectId":"my-own.id_1"}""")).ExpectError(137);
        Assert.Matches("^[A-Za-z0-9]{10}$", await client.CreateAsync("RefChosen", "{}"));
        foreach (var id in (string[])["\"\"", "null", "7", "\"a b\"", "\"role:Admin\""])
            (await client.PostAsync("/parse/classes/RefChosen", $$"""{"objectId":{{id}} }""")).ExpectError(104);
        (await client.PostAsync("/parse/users", """{"objectId":"role:Admin","username":"r","password":"x"}""")).ExpectError(104);
        (await _client.PostAsync("/parse/classes/RefChosen", """{"objectId":"mine"}""")).ExpectError(105, "objectId is an invalid field name.");
    }

    [Fact]
    public async Task SetOnInsert_changes_nothing_on_update()
    {
        var id = await _client.CreateAsync("RefInserted", """{"n":1}""");
        Assert.Equal(1, (await _client.PutAsync($"/parse/classes/RefInserted/{id}", """{"n":{"__op":"SetOnInsert","amount":7}}""")).Expect(200).Json.GetProperty("n").GetInt32());
        Assert.Equal(1, (await _client.GetAsync($"/parse/classes/RefInserted/{id}")).Expect(200).Json.GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task Delete_unsets_and_RemoveRelation_takes_out()
    {
        var member = await _client.CreateAsync("RefLeaving", "{}");
        var objects = $$"""[{"__type":"Pointer","className":"RefLeaving","objectId":"{{member}}"}]""";
        var id = await _client.CreateAsync("RefLeft", $$$"""{"n":1,"all":{"__op":"AddRelation","objects":{{{objects}}}}}""");
        (await _client.PutAsync($"/parse/classes/RefLeft/{id}", $$$"""{"n":{"__op":"Delete"},"all":{"__op":"RemoveRelation","objects":{{{objects}}}}}""")).Expect(200);
        Assert.False((await _client.GetAsync($"/parse/classes/RefLeft/{id}")).Expect(200).Json.TryGetProperty("n", out _));
        Assert.Empty((await _client.GetAsync("/parse/classes/RefLeaving", ("where", $$$$"""{"$relatedTo":{"object":{"__type":"Pointer","className":"RefLeft","objectId":"{{{{id}}}}"},"key":"all"}}"""))).Expect(200).Results);
    }

    [Theory]
    [InlineData("""{"n":{"__op":"Increment","amount":"1"}}""", 107, "n: incrementing must provide a number.")]
    [InlineData("""{"n":{"__op":"Increment"}}""", 107, "n: incrementing must provide a number.")]
    [InlineData("""{"a":{"__op":"Add","objects":1}}""", 107, "a: objects to add or remove must be an array.")]
    [InlineData("""{"a":{"__op":"AddUnique"}}""", 107, "a: objects to add or remove must be an array.")]
    [InlineData("""{"a":{"__op":"Remove","objects":{}}}""", 107, "a: objects to add or remove must be an array.")]
    [InlineData("""{"a":{"__op":"Explode"}}""", 108, "The Explode operator is not supported yet.")]
    [InlineData("""{"o":{"a":{"$b":1}}}""", 121, "Nested keys should not contain the '$' or '.' characters")]
    [InlineData("""{"o":{"a":[{"b.c":1}]}}""", 121, "Nested keys should not contain the '$' or '.' characters")]
    [InlineData("""{"o.$a":1}""", 121, "Nested keys should not contain the '$' or '.' characters")]
    [InlineData("""{"r":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"RefOther","objectId":"x"}]}}""", 111, "schema mismatch for RefOperated.r; expected Relation<RefTarget> but got Relation<RefOther>")]
    public async Task A_bad_operation_is_told(string body, int code, string message)
    {
        var id = await _client.CreateAsync("RefOperated", """{"n":1,"a":[],"o":{},"r":{"__type":"Relation","className":"RefTarget"}}""");
        (await _client.PutAsync($"/parse/classes/RefOperated/{id}", body)).ExpectError(code, message);
    }
}
