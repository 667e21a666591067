using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest.Reference;

/// <summary>Reference §11: the schema API, beside <see cref="SchemaTests"/>.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Section11SchemaTests(TestServer server)
{
    private readonly RestClient _master = server.Master(server.Guarded);

    [Fact]
    public async Task Every_type_can_be_defined()
    {
        const string Fields = """
            "string":{"type":"String"},"number":{"type":"Number"},"boolean":{"type":"Boolean"},"date":{"type":"Date"},"object":{"type":"Object"},"array":{"type":"Array"},
            "point":{"type":"GeoPoint"},"polygon":{"type":"Polygon"},"file":{"type":"File"},"bytes":{"type":"Bytes"},
            "pointer":{"type":"Pointer","targetClass":"RefTarget"},"relation":{"type":"Relation","targetClass":"RefTarget"}
            """;
        var made = (await _master.PostAsync("/parse/schemas/RefTypes", $$$"""{"className":"RefTypes","fields":{{{{Fields}}}}}""")).Expect(200).Json;
        Answer.AreEqual($$$"""{"objectId":{"type":"String"},"createdAt":{"type":"Date"},"updatedAt":{"type":"Date"},"ACL":{"type":"ACL"},{{{Fields}}}}""", made.GetProperty("fields").GetRawText());
    }

    [Theory]
    [InlineData("""{"className":"Other"}""", 103, "Class name mismatch between Other and RefRefused.")]
    [InlineData("""{"fields":{"objectId":{"type":"String"}}}""", 136, "field objectId cannot be added")]
    [InlineData("""{"fields":{"createdAt":{"type":"Date"}}}""", 136, "field createdAt cannot be added")]
    [InlineData("""{"fields":{"a":{"type":"Pointer"}}}""", 135, "type Pointer needs a class name")]
    [InlineData("""{"fields":{"a":{"type":"Relation"}}}""", 135, "type Relation needs a class name")]
    [InlineData("""{"fields":{"a":{"type":"Relation","targetClass":"B","required":true}}}""", 111, "The 'required' option is not applicable for Relation")]
    [InlineData("""{"fields":{"a":{"type":"Number","defaultValue":"x"}}}""", 111, "schema mismatch for RefRefused.a default value; expected Number but got String")]
    [InlineData("""{"indexes":{"i":{"ghost":1}}}""", 102, "Field ghost does not exist, cannot add index.")]
    [InlineData("""{"fields":{"a":{"__op":"Delete"}}}""", 255, "Field a does not exist, cannot delete.")]
    public async Task A_bad_definition_is_told(string body, int code, string message) =>
        (await _master.PostAsync("/parse/schemas/RefRefused", body)).ExpectError(code, message);

    [Fact]
    public async Task A_class_is_made_once_and_what_is_missing_is_told()
    {
        await _master.DefineAsync("RefOnce", "{}");
        (await _master.PostAsync("/parse/schemas/RefOnce", "{}")).ExpectError(103, "Class RefOnce already exists.");
        (await _master.GetAsync("/parse/schemas/RefNowhere")).ExpectError(103, "Class RefNowhere does not exist.");
        (await _master.PostAsync("/parse/schemas", "{}")).ExpectError(135, "POST /schemas needs a class name.");
        (await _master.PostAsync("/parse/schemas/_Join:a:B", "{}")).ExpectError(103);
    }

    [Fact]
    public async Task Options_of_a_field_change_and_its_type_does_not()
    {
        await _master.DefineAsync("RefOptions", """{"fields":{"n":{"type":"Number"}}}""");
        (await _master.PutAsync("/parse/schemas/RefOptions", """{"fields":{"n":{"type":"Number","required":true}}}""")).Expect(200);
        (await _master.PostAsync("/parse/classes/RefOptions", "{}")).ExpectError(142, "n is required");
        (await _master.PutAsync("/parse/schemas/RefOptions", """{"fields":{"n":{"type":"Number","required":true,"defaultValue":3}}}""")).Expect(200);
        Assert.Equal(3, (await _master.PostAsync("/parse/classes/RefOptions", "{}")).Expect(201).Json.GetProperty("n").GetInt32());
        (await _master.PutAsync("/parse/schemas/RefOptions", """{"fields":{"n":{"type":"Number"}}}""")).Expect(200);
        Assert.False((await _master.PostAsync("/parse/classes/RefOptions", "{}")).Expect(201).Json.TryGetProperty("n", out _));
        (await _master.PutAsync("/parse/schemas/RefOptions", """{"fields":{"n":{"type":"String"}}}""")).ExpectError(255, "Field n exists, cannot update.");
    }

    [Fact]
    public async Task A_deleted_relation_loses_its_members()
    {
        await _master.DefineAsync("RefDropped", """{"fields":{"all":{"type":"Relation","targetClass":"RefDropped"}}}""");
        var member = await _master.CreateAsync("RefDropped", "{}");
        var id = await _master.CreateAsync("RefDropped", $$$"""{"all":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"RefDropped","objectId":"{{{member}}}"}]}}""");
        var where = $$$$"""{"$relatedTo":{"object":{"__type":"Pointer","className":"RefDropped","objectId":"{{{{id}}}}"},"key":"all"}}""";
        Assert.Equal([member], (await _master.GetAsync("/parse/classes/RefDropped", ("where", where))).All("objectId"));
        (await _master.PutAsync("/parse/schemas/RefDropped", """{"fields":{"all":{"__op":"Delete"}}}""")).Expect(200);
        (await _master.PutAsync("/parse/schemas/RefDropped", """{"fields":{"all":{"type":"Relation","targetClass":"RefDropped"}}}""")).Expect(200);
        Assert.Empty((await _master.GetAsync("/parse/classes/RefDropped", ("where", where))).Expect(200).Results);
    }

    [Fact]
    public async Task A_class_that_is_deleted_and_made_again_begins_anew()
    {
        const string Definition = """{"fields":{"all":{"type":"Relation","targetClass":"RefAnew"},"n":{"type":"Number"}},"indexes":{"byN":{"n":1}}}""";
        await _master.DefineAsync("RefAnew", Definition);
        var id = await _master.CreateAsync("RefAnew", """{"n":1}""");
        (await _master.DeleteAsync("/parse/schemas/RefAnew")).ExpectError(255, "Class RefAnew is not empty, contains 1 objects, cannot drop schema.");
        (await _master.DeleteAsync($"/parse/classes/RefAnew/{id}")).Expect(200);
        Assert.Equal("{}", (await _master.DeleteAsync("/parse/schemas/RefAnew")).Expect(200).Text);
        await _master.DefineAsync("RefAnew", Definition);
        Assert.Equal("""{"results":[],"count":0}""", (await _master.GetAsync("/parse/classes/RefAnew", ("count", "1"))).Expect(200).Text);
    }

    [Theory]
    [InlineData("_User", "username password email emailVerified authData")]
    [InlineData("_Role", "name users roles")]
    [InlineData("_Session", "user installationId sessionToken expiresAt createdWith")]
    [InlineData("_Installation", "installationId deviceToken channels deviceType pushType GCMSenderId timeZone localeIdentifier badge appVersion appName appIdentifier parseVersion")]
    public async Task System_classes_have_their_fields(string className, string fields)
    {
        var schema = (await _master.GetAsync($"/parse/schemas/{className}")).Expect(200).Json.GetProperty("fields");
        foreach (var field in fields.Split(' '))
        {
            Assert.True(schema.TryGetProperty(field, out _), field);
            (await _master.PutAsync($"/parse/schemas/{className}", $$$$"""{"fields":{"{{{{field}}}}":{"__op":"Delete"}}}""")).ExpectError(136, $"field {field} cannot be changed");
        }
    }
}
