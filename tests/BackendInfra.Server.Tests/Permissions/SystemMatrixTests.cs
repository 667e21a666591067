using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Permissions;

/// <summary>The classes that every app has: what each caller may do to his own rows and to those of others, over REST, in batches and over GraphQL.</summary>
[Collection(nameof(MatrixCollection))]
public sealed class SystemMatrixTests(MatrixServer server) : MatrixTest(server)
{
    private static readonly MatrixCaller[] People = [MatrixCaller.Anonymous, MatrixCaller.Ann, MatrixCaller.Ben, MatrixCaller.Cleo];

    [Fact]
    public async Task Users_see_and_change_themselves_alone()
    {
        foreach (var caller in Enum.GetValues<MatrixCaller>())
        {
            var isMaster = caller is MatrixCaller.Master or MatrixCaller.Maintenance or MatrixCaller.ReadOnlyMaster;
            var own = caller is MatrixCaller.Ann or MatrixCaller.Ben or MatrixCaller.Cleo ? caller.ToString() : "";
            var seen = isMaster ? "Ann,Ben,Cleo" : own;
            Compare("find users", caller, seen, Values(await Server.Of(caller).GetAsync("/parse/users"), "username"));
            Compare("find users in a batch", caller, seen, Values(await BatchAsync(caller, "GET", "/parse/classes/_User", "{}"), "username"));
            var list = await Server.GraphQLAsync(caller, "{ users { edges { node { username } } } }");
            Compare("GraphQL users", caller, seen, Join(list["data"]!["users"]!["edges"]!.AsArray().Select(edge => edge!["node"]!["username"]!.ToString())));

            foreach (var target in People[1..])
            {
                var path = $"/parse/users/{Server.UserId(target)}";
                var change = caller switch
                {
                    MatrixCaller.Master or MatrixCaller.Maintenance => null,
                    MatrixCaller.ReadOnlyMaster => "119",
                    _ when caller == target => null,
                    _ => "206",
                };
                Compare($"get {target}", caller, isMaster || caller == target ? null : "101", Refusal(await Server.Of(caller).GetAsync(path)));
                Compare($"update {target}", caller, change, Refusal(await Server.Of(caller).PutAsync(path, """{"username":"##"}""".Replace("##", target.ToString(), StringComparison.Ordinal))));
                Compare($"update {target} in a batch", caller, change, Refusal(await BatchAsync(caller, "PUT", path, $$"""{"username":"{{target}}"}""")));
                Compare($"GraphQL update {target}", caller, change, Refusal(await Server.GraphQLAsync(caller, $$"""mutation { updateUser(input: { id: "{{Server.UserId(target)}}", fields: { username: "{{target}}" } }) { clientMutationId } }""")));
                if (change is not null)
                {
                    Compare($"delete {target}", caller, change, Refusal(await Server.Of(caller).DeleteAsync(path)));
                    Compare($"GraphQL delete {target}", caller, change, Refusal(await Server.GraphQLAsync(caller, $$"""mutation { deleteUser(input: { id: "{{Server.UserId(target)}}" }) { clientMutationId } }""")));
                }
            }
        }

        Conclude();
    }

    [Fact]
    public async Task Sessions_are_their_users_alone()
    {
        var sessions = (await Server.Of(MatrixCaller.Master).GetAsync("/parse/sessions", ("limit", "1000"))).Results;
        foreach (var caller in People)
        {
            var found = await Server.Of(caller).GetAsync("/parse/sessions");
            if (caller == MatrixCaller.Anonymous)
                Compare("find sessions", caller, "209", Refusal(found));
            else
                Compare("find sessions", caller, Server.UserId(caller), Join(found.Expect(200).Results.Select(session => session.GetProperty("user").GetProperty("objectId").GetString()!).Distinct()));
            foreach (var session in sessions)
            {
                var path = $"/parse/sessions/{session.GetProperty("objectId")}";
                var isOwn = caller != MatrixCaller.Anonymous && session.GetProperty("user").GetProperty("objectId").GetString() == Server.UserId(caller);
                var absent = caller == MatrixCaller.Anonymous ? "209" : "101";
                Compare("get a session", caller, isOwn ? null : absent, Refusal(await Server.Of(caller).GetAsync(path)));
                Compare("change a session", caller, isOwn ? "105" : caller == MatrixCaller.Anonymous ? "209" : "105", Refusal(await Server.Of(caller).PutAsync(path, """{"expiresAt":{"__type":"Date","iso":"2100-01-01T00:00:00.000Z"}}""")));
                if (!isOwn)
                    Compare("delete a session", caller, "209", Refusal(await Server.Of(caller).DeleteAsync(path)));
            }
        }

        Conclude();
    }

    [Fact]
    public async Task Roles_are_hidden_by_their_ACL_and_cannot_be_joined()
    {
        var staff = (await Server.Of(MatrixCaller.Master).GetAsync("/parse/roles", ("where", """{"name":"Staff"}"""))).Results[0].GetProperty("objectId").GetString();
        foreach (var caller in People)
        {
            Compare("find roles", caller, "", Values(await Server.Of(caller).GetAsync("/parse/roles"), "name"));
            Compare("get a role", caller, "101", Refusal(await Server.Of(caller).GetAsync($"/parse/roles/{staff}")));
            var join = $$$$"""{"users":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"_User","objectId":"{{{{Server.UserId(MatrixCaller.Cleo)}}}}"}]}}""";
            Compare("join a role", caller, "101", Refusal(await Server.Of(caller).PutAsync($"/parse/roles/{staff}", join)));
            Compare("join a role in a batch", caller, "101", Refusal(await BatchAsync(caller, "PUT", $"/parse/roles/{staff}", join)));
            Compare("GraphQL join a role", caller, "101", Refusal(await Server.GraphQLAsync(caller, $$"""mutation { updateRole(input: { id: "{{staff}}", fields: { users: { add: ["{{Server.UserId(MatrixCaller.Cleo)}}"] } } }) { clientMutationId } }""")));
            Compare("delete a role", caller, "101", Refusal(await Server.Of(caller).DeleteAsync($"/parse/roles/{staff}")));
        }

        Conclude();
    }

    [Fact]
    public async Task Installations_are_made_by_anybody_and_found_by_the_master_key()
    {
        foreach (var caller in People)
        {
            var made = await Server.Of(caller).PostAsync("/parse/installations", $$"""{"installationId":"{{caller}}","deviceType":"ios"}""");
            Compare("create an installation", caller, null, Refusal(made));
            var path = $"/parse/installations/{made.Json.GetProperty("objectId")}";
            foreach (var (question, answer) in ((string, Answer)[])
            [
                ("find installations", await Server.Of(caller).GetAsync("/parse/installations")),
                ("find installations in a batch", await BatchAsync(caller, "GET", "/parse/classes/_Installation", "{}")),
                ("count installations", await Server.Of(caller).GetAsync("/parse/installations", ("count", "1"), ("limit", "0"))),
                ("delete an installation", await Server.Of(caller).DeleteAsync(path)),
                ("delete an installation in a batch", await BatchAsync(caller, "DELETE", path, "{}")),
            ])
            {
                Compare(question, caller, "119", Refusal(answer));
            }

            Compare("GraphQL installations", caller, "119", Refusal(await Server.GraphQLAsync(caller, "{ installations { count } }")));
            (await Server.Of(MatrixCaller.Master).DeleteAsync(path)).Expect(200);
        }

        Conclude();
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
    [InlineData("_Join:users:_Role")]
    public async Task Inner_classes_are_closed(string className)
    {
        foreach (var caller in People)
        {
            var expected = className.StartsWith("_Join", StringComparison.Ordinal) ? "103" : "119";
            var path = $"/parse/classes/{className}";
            Compare("find", caller, expected, Refusal(await Server.Of(caller).GetAsync(path)));
            Compare("get", caller, expected, Refusal(await Server.Of(caller).GetAsync($"{path}/x")));
            Compare("create", caller, expected, Refusal(await Server.Of(caller).PostAsync(path, """{"a":1}""")));
            Compare("update in a batch", caller, expected, Refusal(await BatchAsync(caller, "PUT", $"{path}/x", """{"a":1}""")));
            Compare("delete", caller, expected, Refusal(await Server.Of(caller).DeleteAsync($"{path}/x")));
        }

        Conclude();
    }

    [Fact]
    public async Task Inner_classes_stay_closed_whatever_their_permissions_say()
    {
        (await Server.Of(MatrixCaller.Master).PostAsync("/parse/push_audiences", """{"name":"all","query":"{}"}""")).Expect(201);
        (await Server.Of(MatrixCaller.Master).PutAsync("/parse/schemas/_Audience", """{"classLevelPermissions":{"find":{"*":true},"get":{"*":true},"count":{"*":true},"create":{"*":true},"update":{"*":true},"delete":{"*":true}}}""")).Expect(200);
        var holders = $"/parse/classes/{Mechanism.OfOperations[0].HolderName}";
        foreach (var caller in People)
        {
            Compare("find", caller, "119", Refusal(await Server.Of(caller).GetAsync("/parse/classes/_Audience")));
            Compare("count", caller, "119", Refusal(await Server.Of(caller).GetAsync("/parse/classes/_Audience", ("count", "1"), ("limit", "0"))));
            Compare("create", caller, "119", Refusal(await Server.Of(caller).PostAsync("/parse/classes/_Audience", """{"name":"x","query":"{}"}""")));
            Compare("sub-query", caller, "119", Refusal(await Server.Of(caller).GetAsync(holders, ("where", """{"key":{"$select":{"query":{"className":"_Audience","where":{} },"key":"name"} } }"""))));
            Compare("sub-query in a batch", caller, "119", Refusal(await BatchAsync(caller, "GET", holders, """{"where":{"key":{"$select":{"query":{"className":"_Audience","where":{} },"key":"name"} } } }""")));
        }

        Conclude();
    }
}
