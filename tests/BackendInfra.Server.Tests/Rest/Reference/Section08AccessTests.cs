using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest.Reference;

/// <summary>Reference §8: what <see cref="PermissionTests"/> and the permission matrix leave open.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Section08AccessTests(TestServer server)
{
    [Fact]
    public async Task A_class_without_permissions_is_open_in_Parse_Servers_way_and_what_is_left_out_of_them_is_closed()
    {
        var master = server.Master(server.Open);
        await server.Anonymous(server.Open).CreateAsync("RefPublic", "{}");
        Answer.AreEqual("""
            {"find":{"*":true},"count":{"*":true},"get":{"*":true},"create":{"*":true},"update":{"*":true},"delete":{"*":true},"addField":{"*":true},"protectedFields":{"*":[]}}
            """, (await master.GetAsync("/parse/schemas/RefPublic")).Expect(200).Json.GetProperty("classLevelPermissions").GetRawText());
        var changed = (await master.PutAsync("/parse/schemas/RefPublic", """{"classLevelPermissions":{"get":{"requiresAuthentication":true}}}""")).Expect(200).Json;
        Answer.AreEqual("""
            {"find":{},"count":{},"get":{"requiresAuthentication":true},"create":{},"update":{},"delete":{},"addField":{},"protectedFields":{}}
            """, changed.GetProperty("classLevelPermissions").GetRawText());
        (await server.Anonymous(server.Open).GetAsync("/parse/classes/RefPublic")).ExpectError(119, "Permission denied for action find on class RefPublic.");
        (await server.Anonymous(server.Open).GetAsync("/parse/classes/RefPublic/x")).ExpectError(101, "Permission denied, user needs to be authenticated.");
    }

    [Theory]
    [InlineData("_JobStatus")]
    [InlineData("_PushStatus")]
    [InlineData("_Hooks")]
    [InlineData("_GlobalConfig")]
    [InlineData("_JobSchedule")]
    [InlineData("_Idempotency")]
    [InlineData("_GraphQLConfig")]
    [InlineData("_Audience")]
    public async Task Inner_classes_are_closed_to_clients_however_open_the_app_is(string className)
    {
        var path = $"/parse/classes/{className}";
        foreach (var app in (Core.Apps.App[])[server.Open, server.Guarded])
        {
            var client = server.Anonymous(app);
            (await client.GetAsync(path)).ExpectError(119, Refusal("find"));
            (await client.GetAsync($"{path}/x")).ExpectError(119, Refusal("get"));
            (await client.PostAsync(path, """{"a":1}""")).ExpectError(119, Refusal("create"));
            (await client.PutAsync($"{path}/x", """{"a":1}""")).ExpectError(119, Refusal("update"));
            (await client.DeleteAsync($"{path}/x")).ExpectError(119, Refusal("delete"));
        }

        string Refusal(string operation) => $"Clients aren't allowed to perform the {operation} operation on the {className} collection.";
    }

    [Fact]
    public async Task Clients_neither_find_nor_delete_installations()
    {
        var client = server.Anonymous(server.Open);
        (await client.GetAsync("/parse/installations")).ExpectError(119, "Clients aren't allowed to perform the find operation on the _Installation collection.");
        (await client.DeleteAsync("/parse/installations/x")).ExpectError(119, "Clients aren't allowed to perform the delete operation on the _Installation collection.");
    }

    [Fact]
    public async Task Asking_for_one_id_alone_needs_get_and_for_more_find()
    {
        await server.Master(server.Guarded).DefineAsync("RefGet", """{"fields":{"n":{"type":"Number"}},"classLevelPermissions":{"get":{"*":true}}}""");
        var id = await server.Master(server.Guarded).CreateAsync("RefGet", """{"n":1}""");
        var client = server.Anonymous(server.Guarded);
        Assert.Equal([id], (await client.GetAsync("/parse/classes/RefGet", ("where", $$"""{"objectId":"{{id}}"}"""))).All("objectId"));
        (await client.GetAsync("/parse/classes/RefGet", ("where", $$"""{"objectId":"{{id}}","n":1}"""))).ExpectError(119, "Permission denied for action find on class RefGet.");
        (await client.GetAsync("/parse/classes/RefGet", ("where", $$$"""{"objectId":{"$in":["{{{id}}}"]}}"""))).ExpectError(119, "Permission denied for action find on class RefGet.");
    }

    [Theory]
    [InlineData("""{"fly":{"*":true}}""", "fly is not a valid operation for class level permissions")]
    [InlineData("""{"find":{"*":1}}""", null)]
    [InlineData("""{"find":{"not a user":true}}""", "'not a user' is not a valid key for class level permissions")]
    [InlineData("""{"find":[]}""", null)]
    [InlineData("""{"readUserFields":["ghost"]}""", "Field 'ghost' in the class level permissions of RefBadClp does not exist")]
    [InlineData("""{"writeUserFields":["n"]}""", "'n' is not a valid column for class level pointer permissions: it must be a Pointer to _User or an Array")]
    [InlineData("""{"get":{"pointerFields":["n"]}}""", "'n' is not a valid column for class level pointer permissions: it must be a Pointer to _User or an Array")]
    [InlineData("""{"protectedFields":{"*":["objectId"]}}""", "Default field 'objectId' can not be protected")]
    public async Task What_is_no_permission_is_told(string permissions, string? message)
    {
        var body = $$$"""{"fields":{"n":{"type":"Number"}},"classLevelPermissions":{{{permissions}}}}""";
        (await server.Master(server.Guarded).PostAsync("/parse/schemas/RefBadClp", body)).ExpectError(107, message);
    }
}
