using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

[Collection(nameof(ServerCollection))]
public sealed class SchemaTests(TestServer server)
{
    private readonly RestClient _master = server.Master(server.Guarded);

    [Fact]
    public async Task Locked_schemas_are_changed_by_nobody()
    {
        var app = await server.CreateAppAsync("locked", new AppOptions { LockSchemas = true });
        var master = server.Master(app);
        const string message = "Cannot perform this operation when schemas options is used.";
        (await master.PostAsync("/parse/schemas/A", "{}")).ExpectError(119, message);
        (await master.PutAsync("/parse/schemas/_User", """{"fields":{"a":{"type":"String"}}}""")).ExpectError(119, message);
        (await master.DeleteAsync("/parse/schemas/A")).ExpectError(119, message);
        var answer = await master.PostAsync("/apps/locked/graphql", """{"query":"mutation { createClass(input: { name: \"A\" }) { clientMutationId } }"}""");
        Assert.Contains(message, answer.Text, StringComparison.Ordinal);
        (await master.GetAsync("/parse/schemas/A")).ExpectError(103);
    }

    [Fact]
    public async Task A_class_is_made_read_changed_and_deleted()
    {
        var created = (await _master.PostAsync("/parse/schemas", """
            {"className":"Shelf","fields":{
              "title":{"type":"String","required":true},"price":{"type":"Number","defaultValue":0},"since":{"type":"Date","defaultValue":{"__type":"Date","iso":"2024-01-01T00:00:00Z"}},
              "owner":{"type":"Pointer","targetClass":"Person"},"books":{"type":"Relation","targetClass":"Book"}},
             "indexes":{"byTitle":{"title":1,"price":-1}},
             "classLevelPermissions":{"find":{"*":true}}}
            """)).Expect(200).Json;
        Answer.AreEqual("""
            {"className":"Shelf","fields":{
              "objectId":{"type":"String"},"createdAt":{"type":"Date"},"updatedAt":{"type":"Date"},"ACL":{"type":"ACL"},
              "title":{"type":"String","required":true},"price":{"type":"Number","defaultValue":0},"since":{"type":"Date","defaultValue":{"__type":"Date","iso":"2024-01-01T00:00:00.000Z"}},
              "owner":{"type":"Pointer","targetClass":"Person"},"books":{"type":"Relation","targetClass":"Book"}},
             "classLevelPermissions":{"find":{"*":true},"count":{},"get":{},"create":{},"update":{},"delete":{},"addField":{},"protectedFields":{}},
             "indexes":{"_id_":{"_id":1},"byTitle":{"title":1,"price":-1}}}
            """, created.GetRawText());
        Answer.AreEqual(created.GetRawText(), (await _master.GetAsync("/parse/schemas/Shelf")).Expect(200).Text);
        Assert.Contains("Shelf", (await _master.GetAsync("/parse/schemas")).All("className"));

        var changed = (await _master.PutAsync("/parse/schemas/Shelf", """
            {"className":"Shelf","fields":{"price":{"__op":"Delete"},"books":{"__op":"Delete"},"title":{"type":"String","required":false},"tags":{"type":"Array"}},
             "classLevelPermissions":{"get":{"*":true}},"indexes":{"byTags":{"tags":1}}}
            """)).Expect(200).Json;
        Assert.Equal(["ACL", "createdAt", "objectId", "owner", "since", "tags", "title", "updatedAt"], changed.GetProperty("fields").EnumerateObject().Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.Equal("{}", changed.GetProperty("classLevelPermissions").GetProperty("find").GetRawText());
        Assert.Equal(["_id_", "byTags"], changed.GetProperty("indexes").EnumerateObject().Select(i => i.Name).Order(StringComparer.Ordinal));

        var row = await _master.CreateAsync("Shelf", """{"title":"a"}""");
        (await _master.DeleteAsync("/parse/schemas/Shelf")).ExpectError(255, "Class Shelf is not empty, contains 1 objects, cannot drop schema.");
        (await _master.DeleteAsync($"/parse/classes/Shelf/{row}")).Expect(200);
        Assert.Equal("{}", (await _master.DeleteAsync("/parse/schemas/Shelf")).Expect(200).Text);
        (await _master.GetAsync("/parse/schemas/Shelf")).ExpectError(103, "Class Shelf does not exist.");
    }

    [Fact]
    public async Task A_unique_index_names_the_field_of_a_duplicate_and_the_objects_in_its_way()
    {
        await _master.DefineAsync("Seat", """{"fields":{"room":{"type":"String"},"number":{"type":"Number"},"code":{"type":"String"}},"indexes":{"bySeat":{"keys":{"room":1,"number":1},"unique":true}}}""");
        var first = await _master.CreateAsync("Seat", """{"room":"a","number":1,"code":"x"}""");
        await _master.CreateAsync("Seat", """{"room":"a"}""");
        await _master.CreateAsync("Seat", """{"room":"a"}""");
        var second = await _master.CreateAsync("Seat", """{"room":"a","number":2,"code":"x"}""");
        (await _master.PostAsync("/parse/classes/Seat", """{"room":"a","number":1}""")).ExpectError(137, "A duplicate value for a field with unique values was provided: room, number");
        (await _master.PutAsync($"/parse/classes/Seat/{second}", """{"number":1}""")).ExpectError(137);

        var refused = await _master.PutAsync("/parse/schemas/Seat", """{"fields":{"more":{"type":"String"}},"indexes":{"byCode":{"keys":{"code":1},"unique":true}}}""");
        refused.ExpectError(137);
        Assert.Contains(first, refused.Text, StringComparison.Ordinal);
        Assert.Contains(second, refused.Text, StringComparison.Ordinal);
        var schema = (await _master.GetAsync("/parse/schemas/Seat")).Expect(200).Json;
        Assert.False(schema.GetProperty("fields").TryGetProperty("more", out _));
        Answer.AreEqual("""{"_id_":{"_id":1},"bySeat":{"keys":{"room":1,"number":1},"unique":true}}""", schema.GetProperty("indexes").GetRawText());

        (await _master.PutAsync("/parse/schemas/Seat", """{"indexes":{"bySeat":{"__op":"Delete"}}}""")).Expect(200);
        (await _master.PutAsync($"/parse/classes/Seat/{second}", """{"number":1}""")).Expect(200);
        (await _master.PutAsync("/parse/schemas/Seat", """{"indexes":{"bad":{"keys":{"code":1},"unique":1}}}""")).ExpectError(102);
        (await _master.PutAsync("/parse/schemas/Seat", """{"indexes":{"bad":{"keys":{"code":1},"where":{}}}}""")).ExpectError(102);
    }

    [Fact]
    public async Task A_deleted_field_loses_its_data()
    {
        await _master.DefineAsync("Losing", """{"fields":{"a":{"type":"String"}}}""");
        var id = await _master.CreateAsync("Losing", """{"a":"x"}""");
        (await _master.PutAsync("/parse/schemas/Losing", """{"fields":{"a":{"__op":"Delete"}}}""")).Expect(200);
        (await _master.PutAsync("/parse/schemas/Losing", """{"fields":{"a":{"type":"Number"}}}""")).Expect(200);
        Assert.False((await _master.GetAsync($"/parse/classes/Losing/{id}")).Expect(200).Json.TryGetProperty("a", out _));
    }

    [Theory]
    [InlineData("""{}""", 135)]
    [InlineData("""{"className":1}""", 107)]
    [InlineData("""{"className":"1st"}""", 103)]
    [InlineData("""{"className":"_Join:a:B"}""", 103)]
    [InlineData("""{"className":"a23456789012345678901234567890123456789012345678901234567890toolong"}""", 103)]
    [InlineData("""{"className":"Taken"}""", 103)]
    [InlineData("""{"className":"Refused","fields":{"a b":{"type":"String"}}}""", 105)]
    [InlineData("""{"className":"Refused","fields":{"length":{"type":"String"}}}""", 105)]
    [InlineData("""{"className":"Refused","fields":{"__proto__":{"type":"String"}}}""", 105)]
    [InlineData("""{"className":"Refused","fields":{"objectId":{"type":"String"}}}""", 136)]
    [InlineData("""{"className":"Refused","fields":{"a":{}}}""", 107)]
    [InlineData("""{"className":"Refused","fields":{"a":"String"}}""", 107)]
    [InlineData("""{"className":"Refused","fields":[]}""", 107)]
    [InlineData("""{"className":"Refused","fields":{"a":{"type":"Text"}}}""", 111)]
    [InlineData("""{"className":"Refused","fields":{"a":{"type":"Pointer"}}}""", 135)]
    [InlineData("""{"className":"Refused","fields":{"a":{"type":"Pointer","targetClass":7}}}""", 107)]
    [InlineData("""{"className":"Refused","fields":{"a":{"type":"Relation","targetClass":"a-b"}}}""", 103)]
    [InlineData("""{"className":"Refused","fields":{"a":{"type":"Relation","targetClass":"B","required":true}}}""", 111)]
    [InlineData("""{"className":"Refused","fields":{"a":{"type":"Number","defaultValue":false}}}""", 111)]
    [InlineData("""{"className":"Refused","fields":{"a":{"type":"Number","required":"yes"}}}""", 107)]
    [InlineData("""{"className":"Refused","fields":{"a":{"type":"GeoPoint"},"b":{"type":"GeoPoint"}}}""", 111)]
    [InlineData("""{"className":"Refused","fields":{"a":{"__op":"Delete"}}}""", 255)]
    [InlineData("""{"className":"Refused","indexes":{"i":{"ghost":1}}}""", 102)]
    [InlineData("""{"className":"Refused","indexes":{"i":{"createdAt":"text"}}}""", 102)]
    [InlineData("""{"className":"Refused","indexes":{"i":{}}}""", 102)]
    [InlineData("""{"className":"Refused","indexes":{"_id_":{"objectId":1}}}""", 102)]
    [InlineData("""{"className":"Refused","classLevelPermissions":{"fly":{"*":true}}}""", 107)]
    [InlineData("""{"className":"Refused","classLevelPermissions":{"find":{"*":1}}}""", 107)]
    [InlineData("""{"className":"Refused","classLevelPermissions":{"protectedFields":{"*":["ghost"]}}}""", 107)]
    public async Task A_bad_definition_is_refused_and_makes_nothing(string body, int code)
    {
        await _master.PostAsync("/parse/schemas/Taken", "{}");
        (await _master.PostAsync("/parse/schemas", body)).ExpectError(code);
        (await _master.GetAsync("/parse/schemas/Refused")).ExpectError(103);
    }

    [Theory]
    [InlineData("""{"fields":{"a":{"type":"Number"}}}""", 255, "Field a exists, cannot update.")]
    [InlineData("""{"fields":{"ghost":{"__op":"Delete"}}}""", 255, "Field ghost does not exist, cannot delete.")]
    [InlineData("""{"fields":{"createdAt":{"__op":"Delete"}}}""", 136, "field createdAt cannot be changed")]
    [InlineData("""{"indexes":{"byA":{"a":1}}}""", 102, "Index byA exists, cannot update.")]
    [InlineData("""{"indexes":{"ghost":{"__op":"Delete"}}}""", 102, "Index ghost does not exist, cannot delete.")]
    [InlineData("""{"className":"Other"}""", 103, "Class name mismatch between Other and Changing.")]
    public async Task A_bad_change_is_refused(string body, int code, string message)
    {
        await _master.PostAsync("/parse/schemas/Changing", """{"fields":{"a":{"type":"String"}},"indexes":{"byA":{"a":1}}}""");
        (await _master.PutAsync("/parse/schemas/Changing", body)).ExpectError(code, message);
    }

    [Fact]
    public async Task What_does_not_exist_cannot_be_changed_or_deleted()
    {
        (await _master.PutAsync("/parse/schemas/Ghost", "{}")).ExpectError(103, "Class Ghost does not exist.");
        (await _master.DeleteAsync("/parse/schemas/Ghost")).ExpectError(103, "Class Ghost does not exist.");
    }

    [Fact]
    public async Task A_purge_empties_a_class()
    {
        await _master.DefineAsync("Purged", "{}");
        for (var i = 0; i < 3; i++)
            await _master.CreateAsync("Purged", "{}");
        Assert.Equal("{}", (await _master.DeleteAsync("/parse/purge/Purged")).Expect(200).Text);
        Assert.Empty((await _master.GetAsync("/parse/classes/Purged")).Expect(200).Results);
        (await _master.DeleteAsync("/parse/purge/Ghost")).Expect(200);
    }
}
