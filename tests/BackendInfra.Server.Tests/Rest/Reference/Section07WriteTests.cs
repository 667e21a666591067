using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest.Reference;

/// <summary>Reference §7: what writes do and answer, beside <see cref="UpdateTests"/> and <see cref="BadInputTests"/>.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Section07WriteTests(TestServer server)
{
    private readonly RestClient _client = server.Anonymous(server.Open);
    private readonly RestClient _master = server.Master(server.Open);

    [Fact]
    public async Task A_new_field_has_the_type_of_its_first_value()
    {
        await _client.CreateAsync("RefInferred", """
            {"s":"x","n":1,"b":true,"o":{"a":1},"a":[1],"d":{"__type":"Date","iso":"2020-01-01T00:00:00.000Z"},"x":{"__type":"Bytes","base64":"eA=="},
             "p":{"__type":"Pointer","className":"RefTarget","objectId":"a"},"r":{"__type":"Relation","className":"RefTarget"},"f":{"__type":"File","name":"a.txt","url":"http://b/a.txt"},
             "g":{"__type":"GeoPoint","latitude":1,"longitude":2},"y":{"__type":"Polygon","coordinates":[[0,0],[0,1],[1,1]]}}
            """);
        var fields = (await _master.GetAsync("/parse/schemas/RefInferred")).Expect(200).Json.GetProperty("fields");
        Answer.AreEqual("""
            {"objectId":{"type":"String"},"createdAt":{"type":"Date"},"updatedAt":{"type":"Date"},"ACL":{"type":"ACL"},
             "s":{"type":"String"},"n":{"type":"Number"},"b":{"type":"Boolean"},"o":{"type":"Object"},"a":{"type":"Array"},"d":{"type":"Date"},"x":{"type":"Bytes"},
             "p":{"type":"Pointer","targetClass":"RefTarget"},"r":{"type":"Relation","targetClass":"RefTarget"},"f":{"type":"File"},"g":{"type":"GeoPoint"},"y":{"type":"Polygon"}}
            """, fields.GetRawText());
    }

    [Theory]
    [InlineData("""{"n":"x"}""", "schema mismatch for RefMismatched.n; expected Number but got String")]
    [InlineData("""{"n":{"__op":"Add","objects":[1]}}""", "schema mismatch for RefMismatched.n; expected Number but got Array")]
    [InlineData("""{"p":{"__type":"Pointer","className":"RefOther","objectId":"a"}}""", "schema mismatch for RefMismatched.p; expected Pointer<RefTarget> but got Pointer<RefOther>")]
    [InlineData("""{"g2":{"__type":"GeoPoint","latitude":1,"longitude":2}}""", "currently, only one GeoPoint field may exist in an object. Adding g2 when g already exists.")]
    public async Task A_value_of_another_type_is_told(string body, string message)
    {
        await _client.CreateAsync("RefMismatched", """{"n":1,"p":{"__type":"Pointer","className":"RefTarget","objectId":"a"},"g":{"__type":"GeoPoint","latitude":1,"longitude":2}}""");
        (await _client.PostAsync("/parse/classes/RefMismatched", body)).ExpectError(111, message);
    }

    [Fact]
    public async Task What_is_stored_as_it_was_sent_is_not_echoed()
    {
        var made = (await _client.PostAsync("/parse/classes/RefEchoed", """{"n":1,"p":{"__type":"Pointer","className":"RefTarget","objectId":"a"}}""")).Expect(201).Json;
        Assert.Equal(["createdAt", "objectId"], made.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        var changed = (await _client.PutAsync($"/parse/classes/RefEchoed/{made.GetProperty("objectId")}", """{"n":2,"p":{"__op":"Delete"}}""")).Expect(200).Json;
        Assert.Equal(["updatedAt"], changed.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task A_default_takes_the_place_of_what_is_left_out_or_deleted()
    {
        await _master.DefineAsync("RefDefaults", """{"fields":{"n":{"type":"Number","defaultValue":5,"required":true},"s":{"type":"String"}},"classLevelPermissions":{"create":{"*":true},"update":{"*":true}}}""");
        foreach (var body in (string[])["{}", """{"n":{"__op":"Delete"}}""", """{"n":null}"""])
            Assert.Equal(5, (await _client.PostAsync("/parse/classes/RefDefaults", body)).Expect(201).Json.GetProperty("n").GetInt32());
        var id = await _client.CreateAsync("RefDefaults", """{"n":6}""");
        foreach (var body in (string[])["""{"n":null}""", """{"n":{"__op":"Delete"}}"""])
            (await _client.PutAsync($"/parse/classes/RefDefaults/{id}", body)).ExpectError(142, "n is required");
    }

    [Theory]
    [InlineData("id")]
    [InlineData("length")]
    [InlineData("className")]
    [InlineData("_private")]
    [InlineData("constructor")]
    public async Task Some_names_are_no_fields(string name) =>
        (await _client.PostAsync("/parse/classes/RefNames", $$"""{"{{name}}":"x"}""")).ExpectError(105, $"Invalid key name: {name}");

    [Theory]
    [InlineData("_bsontype")]
    [InlineData("constructor")]
    [InlineData("__proto__")]
    public async Task Some_keys_are_in_no_object_however_deep(string key) =>
        (await _client.PostAsync("/parse/classes/RefNames", $$$"""{"a":[{"b":{"{{{key}}}":"Code"}}]}""")).ExpectError(105, $"Invalid key name: {key}");

    [Fact]
    public async Task A_class_may_give_new_objects_an_ACL()
    {
        var app = server.Guarded;
        await server.Master(app).DefineAsync("RefDefaultAcl", """
            {"fields":{"n":{"type":"Number"}},"classLevelPermissions":{"create":{"*":true},"get":{"*":true},"update":{"*":true},"ACL":{"currentUser":{"read":true,"write":true},"role:RefReader":{"read":true}}}}
            """);
        var signedUp = (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"ref-default-acl","password":"x"}""")).Expect(201).Json;
        var (user, client) = (signedUp.GetProperty("objectId").GetString(), server.Anonymous(app));
        client.Headers["X-Parse-Session-Token"] = signedUp.GetProperty("sessionToken").GetString()!;

        var id = await client.CreateAsync("RefDefaultAcl", """{"n":1}""");
        Answer.AreEqual($$$"""{"{{{user}}}":{"read":true,"write":true},"role:RefReader":{"read":true}}""", (await client.GetAsync($"/parse/classes/RefDefaultAcl/{id}")).Expect(200).Json.GetProperty("ACL").GetRawText());
        (await server.Anonymous(app).GetAsync($"/parse/classes/RefDefaultAcl/{id}")).ExpectError(101);
        var own = await client.CreateAsync("RefDefaultAcl", """{"n":2,"ACL":{"*":{"read":true}}}""");
        Answer.AreEqual("""{"*":{"read":true}}""", (await client.GetAsync($"/parse/classes/RefDefaultAcl/{own}")).Expect(200).Json.GetProperty("ACL").GetRawText());
        (await client.PutAsync($"/parse/classes/RefDefaultAcl/{id}", """{"ACL":null}""")).Expect(200);
        Assert.False((await server.Anonymous(app).GetAsync($"/parse/classes/RefDefaultAcl/{id}")).Expect(200).Json.TryGetProperty("ACL", out _));
        var nobodys = await server.Anonymous(app).CreateAsync("RefDefaultAcl", """{"n":3}""");
        Answer.AreEqual("""{"role:RefReader":{"read":true}}""", (await server.Master(app).GetAsync($"/parse/classes/RefDefaultAcl/{nobodys}")).Expect(200).Json.GetProperty("ACL").GetRawText());
    }
}
