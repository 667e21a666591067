using BackendInfra.Server.Rest.Routing;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

[Collection(nameof(ServerCollection))]
public sealed class PermissionTests(TestServer server)
{
    private readonly RestClient _anonymous = server.Anonymous(server.Guarded);
    private readonly RestClient _master = server.Master(server.Guarded);
    private readonly RestClient _readOnly = server.ReadOnlyMaster(server.Guarded);

    public static TheoryData<string> Routes => [.. RestRoutes.All.Select(route => $"{route.Method} {route.Template} {route.Level}")];

    [Fact]
    public void Every_route_stands_in_the_table_with_its_level() => Assert.Equal(
        [
            "GET classes/{className} Anyone", "GET classes/{className}/{objectId} Anyone", "POST classes/{className} Anyone",
            "PUT classes/{className}/{objectId} Anyone", "DELETE classes/{className}/{objectId} Anyone",
            "GET users/me Anyone", "GET users Anyone", "GET users/{objectId} Anyone", "POST users Anyone", "PUT users/{objectId} Anyone", "DELETE users/{objectId} Anyone",
            "GET roles Anyone", "GET roles/{objectId} Anyone", "POST roles Anyone", "PUT roles/{objectId} Anyone", "DELETE roles/{objectId} Anyone",
            "GET sessions/me Anyone", "GET sessions Anyone", "GET sessions/{objectId} Anyone", "PUT sessions/{objectId} Anyone", "DELETE sessions/{objectId} Anyone",
            "GET installations Anyone", "GET installations/{objectId} Anyone", "POST installations Anyone", "PUT installations/{objectId} Anyone", "DELETE installations/{objectId} Anyone",
            "GET login Anyone", "POST login Anyone", "POST logout Anyone", "GET verifyPassword Anyone", "POST verifyPassword Anyone", "POST loginAs MasterWrite", "POST challenge Anyone", "POST sessions Anyone", "POST upgradeToRevocableSession Anyone", "POST batch Anyone",
            "GET schemas MasterRead", "GET schemas/{className} MasterRead", "POST schemas MasterWrite", "POST schemas/{className} MasterWrite",
            "PUT schemas/{className} MasterWrite", "DELETE schemas/{className} MasterWrite",
            "GET schema MasterRead", "POST schema/plan MasterWrite", "POST schema/apply MasterWrite", "GET aggregate/{className} MasterRead", "DELETE purge/{className} MasterWrite", "GET serverInfo MasterRead",
            "GET config Anyone", "PUT config MasterWrite", "GET graphql-config MasterRead", "PUT graphql-config MasterWrite",
            "POST testing/reset MasterWrite", "POST testing/reconfigure MasterWrite", "GET security MasterRead",
            "GET push_audiences MasterRead", "GET push_audiences/{objectId} MasterRead", "POST push_audiences MasterWrite", "PUT push_audiences/{objectId} MasterWrite", "DELETE push_audiences/{objectId} MasterWrite",
            "POST events/{name} Anyone", "GET openapi.json Anyone",
            "GET cloud_code/releases MasterRead", "GET cloud_code/releases/{name} MasterRead", "GET releases/latest MasterRead", "GET scripts/{**name} MasterWrite",
            "GET hooks/functions MasterRead", "GET hooks/triggers MasterRead", "GET hooks/functions/{name} MasterRead", "GET hooks/triggers/{className}/{name} MasterRead",
            "POST hooks/functions MasterWrite", "POST hooks/triggers MasterWrite", "PUT hooks/functions/{name} MasterWrite", "PUT hooks/triggers/{className}/{name} MasterWrite",
            "GET graphql-documents MasterRead", "GET graphql-documents/{name} MasterRead", "POST graphql-documents MasterWrite", "PUT graphql-documents MasterWrite", "DELETE graphql-documents/{name} MasterWrite",
            "POST functions/{name} Anyone",
            "POST requestPasswordReset Anyone", "POST verificationEmailRequest Anyone", "POST cloud_code/email MasterWrite",
            "GET scriptlog MasterRead", "GET scriptlog/tail MasterRead",
            "POST jobs MasterWrite", "POST jobs/{name} MasterWrite", "POST cloud_code/jobs/runs/{objectId}/cancel MasterWrite",
            "GET cloud_code/jobs MasterRead", "GET cloud_code/jobs/data MasterRead", "GET cloud_code/jobs/{objectId} MasterRead",
            "POST cloud_code/jobs MasterWrite", "PUT cloud_code/jobs/{objectId} MasterWrite", "DELETE cloud_code/jobs/{objectId} MasterWrite",
        ],
        RestRoutes.All.Select(route => $"{route.Method} {route.Template} {route.Level}"));

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_route_for_the_master_key_is_closed_to_others(string route)
    {
        var parts = route.Split(' ');
        if (parts[1] == "scriptlog/tail")
            parts[1] += "?n=bad"; // It would not end.
        var (method, path, level) = (new HttpMethod(parts[0]), $"/parse/{parts[1].Replace("{className}", "RouteProbe", StringComparison.Ordinal).Replace("{objectId}", "x", StringComparison.Ordinal)}", parts[2]);
        var body = method == HttpMethod.Post || method == HttpMethod.Put ? """{"className":"RouteProbe"}""" : null;

        (await new RestClient(server.Http, server.Address, server.Guarded with { Id = "unknown" }).SendAsync(method, path, body)).ExpectUnauthorized();
        var anonymous = await _anonymous.SendAsync(method, path, body);
        if (level != nameof(RouteLevel.Anyone))
        {
            anonymous.Expect(403);
            Answer.AreEqual("""{"error":"unauthorized: master key is required"}""", anonymous.Text);
        }

        if (level == nameof(RouteLevel.MasterWrite))
            (await _readOnly.SendAsync(method, path, body)).ExpectError(119);
        if (level == nameof(RouteLevel.MasterRead))
            Assert.NotEqual(403, (await _readOnly.SendAsync(method, path, body)).Status);
    }

    [Fact]
    public async Task A_new_class_is_protected()
    {
        await _master.DefineAsync("Hidden", """{"fields":{"a":{"type":"String"}}}""");
        var id = await _master.CreateAsync("Hidden", """{"a":"x"}""");
        (await _anonymous.GetAsync("/parse/classes/Hidden")).ExpectError(119, "Permission denied for action find on class Hidden.");
        (await _anonymous.GetAsync("/parse/classes/Hidden", ("limit", "0"))).ExpectError(119, "Permission denied for action find on class Hidden.");
        (await _anonymous.GetAsync("/parse/classes/Hidden", ("limit", "0"), ("count", "1"))).ExpectError(119, "Permission denied for action count on class Hidden.");
        (await _anonymous.GetAsync("/parse/classes/Hidden", ("where", $$"""{"objectId":"{{id}}"}"""))).ExpectError(119, "Permission denied for action get on class Hidden.");
        (await _anonymous.GetAsync($"/parse/classes/Hidden/{id}")).ExpectError(119, "Permission denied for action get on class Hidden.");
        (await _anonymous.PostAsync("/parse/classes/Hidden", """{"a":"y"}""")).ExpectError(119, "Permission denied for action create on class Hidden.");
        (await _anonymous.PutAsync($"/parse/classes/Hidden/{id}", """{"a":"y"}""")).ExpectError(119, "Permission denied for action update on class Hidden.");
        (await _anonymous.DeleteAsync($"/parse/classes/Hidden/{id}")).ExpectError(119, "Permission denied for action delete on class Hidden.");
        Assert.Equal("x", (await _master.GetAsync($"/parse/classes/Hidden/{id}")).Expect(200).Json.GetProperty("a").GetString());
    }

    [Fact]
    public async Task A_client_makes_no_class_and_learns_of_none()
    {
        (await _anonymous.PostAsync("/parse/classes/Fresh", """{"a":1}""")).ExpectError(119, "This user is not allowed to access non-existent class: Fresh");
        (await _anonymous.GetAsync("/parse/classes/Fresh")).ExpectError(119, "This user is not allowed to access non-existent class: Fresh");
        (await _anonymous.GetAsync("/parse/classes/Fresh/x")).ExpectError(119);
        Assert.Equal("""{"results":[],"count":0}""", (await _master.GetAsync("/parse/classes/Fresh", ("count", "1"))).Expect(200).Text);
        (await _master.GetAsync("/parse/classes/Fresh/x")).ExpectError(101);
        (await _master.GetAsync("/parse/schemas/Fresh")).ExpectError(103);
    }

    [Fact]
    public async Task A_class_is_open_for_what_its_permissions_say()
    {
        await _master.DefineAsync("Half", """{"fields":{"a":{"type":"String"}},"classLevelPermissions":{"find":{"*":true},"create":{"*":true},"get":{"requiresAuthentication":true}}}""");
        var id = await _anonymous.CreateAsync("Half", """{"a":"x"}""");
        Assert.Equal(["x"], (await _anonymous.GetAsync("/parse/classes/Half")).All("a"));
        (await _anonymous.GetAsync("/parse/classes/Half", ("count", "1"))).ExpectError(119);
        (await _anonymous.GetAsync($"/parse/classes/Half/{id}")).ExpectError(101, "Permission denied, user needs to be authenticated.");
        (await _anonymous.PostAsync("/parse/classes/Half", """{"brandNew":1}""")).ExpectError(119, "Permission denied for action addField on class Half.");
    }

    [Fact]
    public async Task An_ACL_hides_and_protects_its_row()
    {
        await _master.DefineAsync("Rows", """{"fields":{"n":{"type":"Number"}},"classLevelPermissions":{"find":{"*":true},"get":{"*":true},"count":{"*":true},"update":{"*":true},"delete":{"*":true}}}""");
        var free = await _master.CreateAsync("Rows", """{"n":1}""");
        var readable = await _master.CreateAsync("Rows", """{"n":2,"ACL":{"*":{"read":true}}}""");
        var hidden = await _master.CreateAsync("Rows", """{"n":3,"ACL":{"role:Admin":{"read":true,"write":true}}}""");
        var writable = await _master.CreateAsync("Rows", """{"n":4,"ACL":{"*":{"write":true}}}""");

        Assert.Equal(["1", "2"], (await _anonymous.GetAsync("/parse/classes/Rows")).All("n"));
        Assert.Equal(2, (await _anonymous.GetAsync("/parse/classes/Rows", ("count", "1"), ("limit", "0"))).Json.GetProperty("count").GetInt32());
        Assert.Equal(["2"], (await _anonymous.GetAsync("/parse/classes/Rows", ("where", """{"$or":[{"n":2},{"n":3},{"n":{"$nin":[1]}}]}"""))).All("n"));
        Assert.Equal(4, (await _readOnly.GetAsync("/parse/classes/Rows")).Expect(200).Results.Count);
        (await _anonymous.GetAsync($"/parse/classes/Rows/{hidden}")).ExpectError(101);
        foreach (var id in (string[])[readable, hidden])
        {
            (await _anonymous.PutAsync($"/parse/classes/Rows/{id}", """{"n":9}""")).ExpectError(101, "Object not found.");
            (await _anonymous.DeleteAsync($"/parse/classes/Rows/{id}")).ExpectError(101, "Object not found.");
        }

        (await _anonymous.PutAsync($"/parse/classes/Rows/{free}", """{"n":10}""")).Expect(200);
        (await _anonymous.PutAsync($"/parse/classes/Rows/{writable}", """{"n":11}""")).Expect(200);
    }

    [Fact]
    public async Task Protected_fields_are_neither_sent_nor_asked_about()
    {
        await _master.DefineAsync("Person", """
            {"fields":{"name":{"type":"String"},"secret":{"type":"Object"},"friend":{"type":"Pointer","targetClass":"Person"}},
             "classLevelPermissions":{"find":{"*":true},"get":{"*":true},"create":{"*":true},"update":{"*":true},"count":{"*":true},"protectedFields":{"*":["secret"]}}}
            """);
        var friend = await _master.CreateAsync("Person", """{"name":"f","secret":{"pin":1}}""");
        var id = await _master.CreateAsync("Person", $$$"""{"name":"p","secret":{"pin":2},"friend":{"__type":"Pointer","className":"Person","objectId":"{{{friend}}}"}}""");

        foreach (var parameters in ((string, string)[][])[[], [("keys", "secret,name")], [("include", "friend")], [("include", "friend"), ("keys", "friend.secret,friend.name")]])
            Assert.DoesNotContain("pin", (await _anonymous.GetAsync($"/parse/classes/Person/{id}", parameters)).Expect(200).Text, StringComparison.Ordinal);
        Assert.Contains("pin", (await _readOnly.GetAsync($"/parse/classes/Person/{id}")).Expect(200).Text, StringComparison.Ordinal);

        foreach (var where in (string[])
        [
            """{"secret":{"pin":2}}""", """{"secret.pin":2}""", """{"secret.pin":3}""", """{"$or":[{"name":"p"},{"$and":[{"$nor":[{"secret":{"$exists":true}}]}]}]}""",
            """{"friend":{"$inQuery":{"className":"Person","where":{"secret.pin":1}}}}""", """{"name":{"$select":{"query":{"className":"Person"},"key":"secret.pin"}}}""",
        ])
        {
            (await _anonymous.GetAsync("/parse/classes/Person", ("where", where))).ExpectError(119, "This user is not allowed to query secret on class Person");
            (await _readOnly.GetAsync("/parse/classes/Person", ("where", where))).Expect(200);
        }

        (await _anonymous.GetAsync("/parse/classes/Person", ("order", "-secret.pin"))).ExpectError(119);
        Assert.DoesNotContain("pin", (await _anonymous.PutAsync($"/parse/classes/Person/{id}", """{"secret.pin":{"__op":"Increment","amount":1}}""")).Expect(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Includes_and_subqueries_need_permission_on_every_class()
    {
        await _master.DefineAsync("Vault", """{"fields":{"pin":{"type":"Number"}}}""");
        await _master.DefineAsync("Door", """{"fields":{"vault":{"type":"Pointer","targetClass":"Vault"},"all":{"type":"Relation","targetClass":"Vault"}},"classLevelPermissions":{"find":{"*":true},"get":{"*":true}}}""");
        (await _anonymous.GetAsync("/parse/classes/Door", ("include", "vault"))).ExpectError(119, "Permission denied for action get on class Vault.");
        (await _anonymous.GetAsync("/parse/classes/Door", ("where", """{"vault":{"$inQuery":{"className":"Vault","where":{"pin":1}}}}"""))).ExpectError(119, "Permission denied for action find on class Vault.");
        (await _anonymous.GetAsync("/parse/classes/Vault", ("where", """{"$relatedTo":{"object":{"__type":"Pointer","className":"Door","objectId":"x"},"key":"all"}}"""))).ExpectError(119);
    }

    [Fact]
    public async Task The_read_only_master_key_writes_nothing()
    {
        await _master.DefineAsync("Stone", """{"fields":{"a":{"type":"String"}},"classLevelPermissions":{"create":{"*":true},"update":{"*":true},"delete":{"*":true}}}""");
        var id = await _master.CreateAsync("Stone", """{"a":"x"}""");
        (await _readOnly.GetAsync($"/parse/classes/Stone/{id}")).Expect(200);
        (await _readOnly.PostAsync("/parse/classes/Stone", """{"a":"y"}""")).ExpectError(119);
        (await _readOnly.PostAsync("/parse/classes/StoneNew", """{"a":"y"}""")).ExpectError(119);
        (await _readOnly.PutAsync($"/parse/classes/Stone/{id}", """{"a":"y"}""")).ExpectError(119);
        (await _readOnly.DeleteAsync($"/parse/classes/Stone/{id}")).ExpectError(119);
        var batch = (await _readOnly.PostAsync("/parse/batch", $$"""{"requests":[{"method":"DELETE","path":"/parse/classes/Stone/{{id}}"},{"method":"DELETE","path":"/parse/purge/Stone"}]}""")).Expect(200).Json;
        Assert.All(batch.EnumerateArray(), item => Assert.Equal(119, item.GetProperty("error").GetProperty("code").GetInt32()));
        Assert.Single((await _readOnly.GetAsync("/parse/classes/Stone")).Results);
    }
}
