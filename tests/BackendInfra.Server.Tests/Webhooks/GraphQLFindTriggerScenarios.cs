using System.Text.Json;
using System.Text.Json.Nodes;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Webhooks;

/// <summary>Root fields of classes with find triggers.</summary>
[Collection(nameof(ServerCollection))]
public sealed class GraphQLFindTriggerScenarios(TestServer server, HookServer hooks) : IClassFixture<HookServer>
{
    private const string Echo = "echo";

    private App _app = null!;
    private RestClient _anonymous = null!;
    private RestClient _master = null!;

    /// <summary>What a class answers without triggers is what it answers with one that changes nothing.</summary>
    [Theory]
    [InlineData("{ boxes(order: [number_ASC]) { edges { node { id objectId createdAt updatedAt text number flag date object bytes __typename } } } }")]
    [InlineData("{ boxes(order: [number_ASC]) { nodes { n: number t: text place { latitude longitude } area { latitude __typename } file { name url } } count } }")]
    [InlineData("{ boxes(order: [number_ASC]) { nodes { ACL { users { userId read write } roles { roleName read write } public { read write } __typename } } } }")]
    [InlineData("{ boxes(order: [number_ASC]) { nodes { array { ... on Element { value } ... on Friend { name boss { name } } __typename } } } }")]
    [InlineData("{ boxes(order: [number_ASC]) { nodes { array { ... on Element { value } } } } }")]
    [InlineData("{ boxes(order: [number_DESC]) { nodes { owner { objectId name boss { id name boss { name } } } } } }")]
    [InlineData("{ boxes(order: [number_ASC]) { nodes { owner { id } } } }")]
    [InlineData("{ boxes(order: [number_ASC]) { nodes { tags(order: [name_DESC]) { count edges { node { name } } } more: tags(first: 1, order: [name_ASC]) { nodes { name } } owner { tags(where: {name: {equalTo: \"a\"}}) { nodes { name } } } } } }")]
    [InlineData("{ boxes(order: [number_ASC]) { nodes { array { ... on Friend { name tags { count } } } } } }")]
    [InlineData("{ boxes(order: [number_ASC], first: 2, skip: 1) { pageInfo { hasNextPage hasPreviousPage __typename } count nodes { number } __typename } }")]
    [InlineData("{ boxes { count } }")]
    [InlineData("{ boxes(first: 0) { nodes { number } } }")]
    [InlineData("{ boxes(first: 1000) { pageInfo { hasNextPage } } }")]
    [InlineData("{ boxes(where: {number: {greaterThan: 1, lessThanOrEqualTo: 3}, text: {in: [\"t1\", \"t2\", \"t3\"]}}) { count } }")]
    [InlineData("{ boxes(where: {OR: [{number: {equalTo: 1}}, {text: {matchesRegex: \"^T2\", options: \"i\"}}], NOR: [{flag: {equalTo: true}}]}) { count } }")]
    [InlineData("{ boxes(where: {AND: [{number: {greaterThan: 1}}, {number: {greaterThan: 2}}], number: {notEqualTo: 4}}) { count } }")]
    [InlineData("{ boxes(where: {number: {notIn: [1, 2]}, date: {exists: true}, bytes: {exists: false}}) { count } }")]
    [InlineData("{ boxes(where: {owner: {have: {name: {equalTo: \"bob\"}, boss: {exists: true}}}}) { count } }")]
    [InlineData("{ boxes(where: {owner: {haveNot: {name: {equalTo: \"bob\"}}}, tags: {exists: true}}) { count } }")]
    [InlineData("{ boxes(where: {tags: {exists: true}}) { count } b: boxes(where: {tags: {exists: false}}) { count } }")]
    [InlineData("{ boxes(where: {tags: {have: {name: {equalTo: \"b\"}}}}) { count } b: boxes(where: {tags: {haveNot: {name: {equalTo: \"b\"}}}}) { count } }")]
    [InlineData("{ boxes(where: {text: {inQueryKey: {query: {className: \"Friend\", where: {name: {equalTo: \"t1\"}}}, key: \"name\"}}}) { count } }")]
    [InlineData("{ boxes(where: {text: {notInQueryKey: {query: {className: \"Friend\", where: {}}, key: \"name\"}}}) { count } }")]
    [InlineData("{ boxes(where: {text: {text: {search: {term: \"t2\"}}}}) { count } }")]
    [InlineData("{ boxes(where: {array: {contains: [1]}}) { count } b: boxes(where: {array: {containedBy: [1, 2, 3]}}) { count } }")]
    [InlineData("{ boxes(where: {object: {equalTo: {key: \"a.b\", value: 1}}}) { count } }")]
    [InlineData("{ boxes(where: {place: {nearSphere: {latitude: 1, longitude: 1}, maxDistanceInKilometers: 400}}) { nodes { number } } }")]
    [InlineData("{ boxes(where: {place: {geoWithin: {centerSphere: {center: {latitude: 1, longitude: 1}, distance: 0.05}}}}) { count } }")]
    [InlineData("{ boxes(where: {place: {within: {box: {bottomLeft: {latitude: 0, longitude: 0}, upperRight: {latitude: 2.5, longitude: 2.5}}}}}) { count } }")]
    [InlineData("{ boxes(where: {place: {geoWithin: {polygon: [{latitude: 0, longitude: 0}, {latitude: 0, longitude: 3}, {latitude: 3, longitude: 0}]}}}) { count } }")]
    [InlineData("{ boxes(where: {area: {geoIntersects: {point: {latitude: 1, longitude: 1}}}}) { count } }")]
    [InlineData("{ boxes(where: {id: {in: []}}) { count } }")]
    [InlineData("{ boxes(where: {date: {lessThan: \"2026-01-03T00:00:00.000Z\"}, createdAt: {greaterThan: \"2020-01-01T00:00:00.000Z\"}}) { count } }")]
    [InlineData("query ($n: Float = 2, $list: [String!] = [\"t1\", \"t4\"], $first: Int = 3) { boxes(where: {number: {greaterThanOrEqualTo: $n}}, first: $first, order: [number_ASC]) { nodes { number } } b: boxes(where: {text: {in: $list}}) { count } }")]
    [InlineData("query ($id: ID!) { box(id: $id) { number tags { count } owner { name } } node(id: $id) { id ... on Box { text } } }")]
    [InlineData("{ friends(order: [name_ASC]) { count nodes { name boxes(order: [number_DESC], first: 1) { count pageInfo { hasNextPage } nodes { number owner { name } } } } } }")]
    [InlineData("{ friends(order: [name_ASC]) { edges { node { boxes(where: {number: {greaterThan: 1}}) { edges { node { number tags { count } } } } more: boxes { __typename count } boss { boxes { count } } } } } }")]
    [InlineData("{ boxes(order: [number_ASC]) { nodes { number owner { boxes(order: [number_ASC]) { nodes { number owner { boxes { count } } } } } } } }")]
    [InlineData("{ friends(order: [name_ASC], first: 1, skip: 1) { nodes { name tags { nodes { name } } boxes(skip: 1, order: [number_ASC]) { pageInfo { hasPreviousPage } nodes { text vault { code } } } } } }")]
    [InlineData("{ boxes(order: [number_ASC]) { nodes { tags(order: [name_ASC]) { nodes { name boxes(order: [number_ASC]) { nodes { number } } } } } } }")]
    [InlineData("{ friends(order: [name_ASC]) { nodes { tags { count nodes { name boxes { count } } } } } tags(order: [name_ASC]) { nodes { boxes { count } } } }")]
    [InlineData("{ box(id: \"none\") { number } }")]
    [InlineData("{ boxes(first: -1) { count } }")]
    [InlineData("{ boxes { nodes { secret } } }")]
    [InlineData("{ boxes(where: {secret: {equalTo: \"s\"}}) { count } }")]
    [InlineData("{ boxes(order: [number_ASC]) { nodes { vault { code } number } } }")]
    public async Task A_trigger_that_changes_nothing_changes_no_answer(string query)
    {
        var id = await AppAsync();
        var body = JsonSerializer.Serialize(new { query, variables = new { id } });
        foreach (var client in (RestClient[])[_anonymous, _master])
        {
            var without = await SendAsync(client, body);
            await TriggerAsync("beforeFind", Echo + "Before", _ => """{"success":{}}""");
            await TriggerAsync("afterFind", Echo, call => $$"""{"success":{{call.GetProperty("objects").GetRawText()}}}""");
            var with = await SendAsync(client, body);
            await RemoveAsync();

            Assert.Equal(without, with);
        }
    }

    [Fact]
    public async Task A_beforeFind_is_told_the_query_and_changes_it()
    {
        await AppAsync();
        await TriggerAsync("beforeFind", "told", call =>
        {
            var where = JsonNode.Parse(call.GetProperty("query").GetProperty("where").GetRawText())!.AsObject();
            where["flag"] = true;
            return new JsonObject { ["success"] = new JsonObject { ["where"] = where, ["order"] = "-number" } }.ToJsonString();
        });

        var answer = await SendAsync(_anonymous, Body("{ boxes(where: {number: {greaterThan: 1}}, first: 5, skip: 0, order: [text_DESC]) { count nodes { number owner { name } } } }"));
        await RemoveAsync();

        Assert.Equal("""{"data":{"boxes":{"count":2,"nodes":[{"number":4,"owner":null},{"number":2,"owner":{"name":"bob"}}]}}}""", answer);
        var call = hooks.CallsOf("told")[^1].Body;
        Answer.AreEqual("""{"where":{"number":{"$gt":1}},"limit":5,"order":"-text","keys":"number,objectId,owner.name,owner.objectId","include":"owner"}""", call.GetProperty("query").GetRawText());
        Assert.Equal((false, true, false), (call.GetProperty("isGet").GetBoolean(), call.GetProperty("count").GetBoolean(), call.GetProperty("master").GetBoolean()));
    }

    [Fact]
    public async Task An_afterFind_gives_what_the_caller_gets()
    {
        var id = await AppAsync();
        await TriggerAsync("afterFind", "gives", call =>
        {
            var kept = call.GetProperty("objects").EnumerateArray().Where(o => o.GetProperty("number").GetInt32() < 3).Select(o => JsonNode.Parse(o.GetRawText())!.AsObject()).ToArray();
            foreach (var o in kept)
                o["text"] = "changed";
            return new JsonObject { ["success"] = new JsonArray([.. kept]) }.ToJsonString();
        });

        var page = await SendAsync(_anonymous, Body("{ boxes(order: [number_ASC]) { count edges { cursor node { number text tags { count } } } } }"));
        var one = await SendAsync(_anonymous, JsonSerializer.Serialize(new { query = "query ($id: ID!) { box(id: $id) { number text } }", variables = new { id } }));
        await RemoveAsync();

        Assert.Equal(
            """{"data":{"boxes":{"count":4,"edges":[{"cursor":"YXJyYXljb25uZWN0aW9uOjA=","node":{"number":1,"text":"changed","tags":{"count":2}}},{"cursor":"YXJyYXljb25uZWN0aW9uOjE=","node":{"number":2,"text":"changed","tags":{"count":0}}}]}}}""",
            page);
        Assert.Equal("""{"data":{"box":{"number":1,"text":"changed"}}}""", one);
        Assert.True(hooks.CallsOf("gives")[^1].Body.GetProperty("isGet").GetBoolean());
    }

    [Fact]
    public async Task Pages_go_on_by_offset_cursors()
    {
        await AppAsync();
        await TriggerAsync("afterFind", Echo, _ => """{"success":true}""");
        var first = JsonNode.Parse(await SendAsync(_anonymous, Body("{ boxes(first: 2, order: [number_ASC]) { pageInfo { endCursor hasNextPage } nodes { number } } }")))!["data"]!["boxes"]!;
        var second = JsonNode.Parse(await SendAsync(_anonymous, Body($"{{ boxes(first: 2, order: [number_ASC], after: \"{first["pageInfo"]!["endCursor"]}\") {{ pageInfo {{ endCursor hasNextPage hasPreviousPage }} nodes {{ number }} }} }}")))!["data"]!["boxes"]!;
        await RemoveAsync();

        Assert.Equal("""[{"number":3},{"number":4}]""", second["nodes"]!.ToJsonString());
        Assert.Equal((true, false, true), ((bool)first["pageInfo"]!["hasNextPage"]!, (bool)second["pageInfo"]!["hasNextPage"]!, (bool)second["pageInfo"]!["hasPreviousPage"]!));
    }

    [Theory]
    [InlineData("beforeFind", """{"error":{"code":119,"error":"closed"}}""", 119, "closed")]
    [InlineData("afterFind", """{"error":"no"}""", 141, "no")]
    [InlineData("beforeFind", """{"success":{"wher":{}}}""", 143, "cannot set wher")]
    [InlineData("afterFind", """{"success":[{"objectId":"x","number":"text"}]}""", 143, "Box.number has a value of another type")]
    [InlineData("afterFind", """{"success":[{"number":1}]}""", 143, "Box.objectId has a value of another type")]
    [InlineData("afterFind", """{"success":[5]}""", 143, "malformed")]
    public async Task A_trigger_that_refuses_or_answers_nonsense_lets_nothing_be_read(string trigger, string answer, int code, string message)
    {
        await AppAsync();
        await TriggerAsync(trigger, "nonsense", _ => answer);

        var refused = JsonNode.Parse(await SendAsync(_anonymous, Body("{ boxes { nodes { id number } } }")))!;
        await RemoveAsync();

        Assert.Null(refused["data"]);
        Assert.Equal(code, (int)refused["errors"]![0]!["extensions"]!["code"]!);
        Assert.Contains(message, refused["errors"]![0]!["message"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("""["boxes"]""", refused["errors"]![0]!["path"]!.ToJsonString());
    }

    [Theory]
    [InlineData("{ boxes(last: 2) { nodes { number } } }", 108)]
    [InlineData("{ boxes(distinctOn: [flag]) { nodes { number } } }", 108)]
    [InlineData("{ friends { nodes { boxes(distinctOn: [flag]) { nodes { number } } } } }", 108)]
    [InlineData("{ boxes(after: \"WyJrOngiLDFd\") { nodes { number } } }", 102)]
    [InlineData("{ friends { nodes { boxes(last: 1) { count nodes { id } } } } }", 108)]
    [InlineData("mutation { updateFriend(input: {id: \"x\", fields: {}}) { friend { boxes { count } } } }", 108)]
    [InlineData("mutation { createBox(input: {fields: {number: 9}}) { box { number } } }", 108)]
    public async Task What_a_trigger_cannot_be_told_of_stays_closed(string query, int code)
    {
        await AppAsync();
        await TriggerAsync("afterFind", Echo, _ => """{"success":true}""");

        var refused = JsonNode.Parse(await SendAsync(_master, Body(query)))!;
        await RemoveAsync();

        Assert.Equal(code, (int)refused["errors"]![0]!["extensions"]!["code"]!);
    }

    [Theory]
    [InlineData("{ tags { nodes { boxes { nodes { number } } } } }")]
    [InlineData("{ friends { nodes { tags { nodes { boxes { nodes { number } } } } } } }")]
    [InlineData("{ friends { nodes { boss { boxes { nodes { number } } } boxes { nodes { number } } } } }")]
    [InlineData("{ friends { nodes { ... on Friend { tags { edges { node { all: boxes { edges { node { number } } } } } } } } } }")]
    public async Task No_way_through_relations_gets_around_a_trigger(string query)
    {
        await AppAsync();
        Assert.Contains("number", await SendAsync(_master, Body(query)), StringComparison.Ordinal);
        await TriggerAsync("afterFind", "hides", _ => """{"success":[]}""");

        var answer = await SendAsync(_master, Body(query));
        await RemoveAsync();

        Assert.DoesNotContain("errors", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("number", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Triggers_of_a_relation_run_for_each_owner_and_not_too_often()
    {
        await AppAsync();
        await TriggerAsync("beforeFind", "relation", _ => """{"success":{"limit":1}}""");
        var few = await SendAsync(_anonymous, Body("{ friends(order: [name_ASC]) { nodes { name boxes(order: [number_ASC]) { nodes { number } } } } }"));
        var many = JsonNode.Parse(await SendAsync(_master, Body($"{{ {string.Join(' ', Enumerable.Range(0, 40).Select(i => $"f{i}: boxes {{ count }}").Prepend("friends { nodes {").Append("} }"))} }}")))!;
        await RemoveAsync();

        Assert.Equal("""{"data":{"friends":{"nodes":[{"name":"ann","boxes":{"nodes":[]}},{"name":"bob","boxes":{"nodes":[{"number":1}]}}]}}}""", few);
        var where = hooks.CallsOf("relation")[0].Body.GetProperty("query").GetProperty("where").GetProperty("$relatedTo");
        Assert.Equal(("boxes", "Friend"), (where.GetProperty("key").GetString(), where.GetProperty("object").GetProperty("className").GetString()));
        Assert.StartsWith("Triggers of Box would run more than 100 times", many["errors"]![0]!["message"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_wakes_a_trigger_for_what_he_may_not_read()
    {
        await AppAsync();
        await HookServer.TriggerAsync(_master, "Vault", "beforeFind", hooks.On("woken", _ => """{"success":{}}"""));

        Assert.Contains("119", await SendAsync(_anonymous, Body("{ vaults { count } }")), StringComparison.Ordinal);
        Assert.Contains("119", await SendAsync(_anonymous, Body("{ vault(id: \"x\") { code } }")), StringComparison.Ordinal);
        Assert.Empty(hooks.CallsOf("woken"));
        (await _master.PutAsync("/parse/hooks/triggers/Vault/beforeFind", """{"__op":"Delete"}""")).Expect(200);
    }

    private static string Body(string query) => JsonSerializer.Serialize(new { query });

    private static async Task<string> SendAsync(RestClient client, string body) => (await client.PostAsync("/graphql", body)).Text;

    private Task TriggerAsync(string trigger, string path, Func<JsonElement, string> answer) => HookServer.TriggerAsync(_master, "Box", trigger, hooks.On(path, answer));

    private async Task RemoveAsync()
    {
        foreach (var trigger in (string[])["beforeFind", "afterFind"])
            await _master.PutAsync($"/parse/hooks/triggers/Box/{trigger}", """{"__op":"Delete"}""");
    }

    /// <summary>One app serves all of the tests, whose triggers are gone after each.</summary>
    /// <returns>The global id of the first box.</returns>
    private async Task<string> AppAsync()
    {
        const string name = "graphfinds";
        var options = new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true };
        var store = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<IAppStore>(server.Services);
        var known = await store.FindByNameAsync(name, TestContext.Current.CancellationToken);
        _app = known ?? await server.CreateAppAsync(name, options);
        (_anonymous, _master) = (server.Anonymous(_app), server.Master(_app));
        if (known is null)
            await FillAsync();
        await RemoveAsync();
        var first = (await _master.GetAsync("/parse/classes/Box", ("where", """{"number":1}"""))).Results[0].GetProperty("objectId").GetString();
        return Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"Box:{first}"));
    }

    private async Task FillAsync()
    {
        await _master.DefineAsync("Tag", """{"fields":{"name":{"type":"String"}}}""");
        await _master.DefineAsync("Vault", """{"fields":{"code":{"type":"String"}},"classLevelPermissions":{}}""");
        await _master.DefineAsync("Friend", """{"fields":{"name":{"type":"String","required":true},"boss":{"type":"Pointer","targetClass":"Friend"},"tags":{"type":"Relation","targetClass":"Tag"}}}""");
        await _master.DefineAsync("Box", """
            {"fields":{"text":{"type":"String"},"number":{"type":"Number"},"flag":{"type":"Boolean"},"date":{"type":"Date"},"object":{"type":"Object"},"array":{"type":"Array"},
            "place":{"type":"GeoPoint"},"area":{"type":"Polygon"},"file":{"type":"File"},"bytes":{"type":"Bytes"},"secret":{"type":"String"},
            "owner":{"type":"Pointer","targetClass":"Friend"},"vault":{"type":"Pointer","targetClass":"Vault"},"tags":{"type":"Relation","targetClass":"Tag"}},
            "classLevelPermissions":{"find":{"*":true},"get":{"*":true},"count":{"*":true},"create":{"*":true},"update":{"*":true},"delete":{"*":true},"protectedFields":{"*":["secret"]}}}
            """);
        (await _master.PutAsync("/parse/schemas/Friend", """{"fields":{"boxes":{"type":"Relation","targetClass":"Box"}}}""")).Expect(200);
        (await _master.PutAsync("/parse/schemas/Tag", """{"fields":{"boxes":{"type":"Relation","targetClass":"Box"}}}""")).Expect(200);
        var (a, b) = (await _master.CreateAsync("Tag", """{"name":"a"}"""), await _master.CreateAsync("Tag", """{"name":"b"}"""));
        var vault = await _master.CreateAsync("Vault", """{"code":"1"}""");
        var boss = await _master.CreateAsync("Friend", """{"name":"ann"}""");
        var bob = await _master.CreateAsync("Friend", $$$"""{"name":"bob","boss":{"__type":"Pointer","className":"Friend","objectId":"{{{boss}}}"},"tags":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"Tag","objectId":"{{{a}}}"}]}}""");
        var hidden = await _master.CreateAsync("Friend", """{"name":"t1","ACL":{}}""");
        await _master.CreateAsync("Box", $$$$"""
            {"number":1,"text":"t1","flag":false,"secret":"s","date":{"__type":"Date","iso":"2026-01-01T00:00:00.000Z"},"object":{"a":{"b":1},"c":[{"__type":"Date","iso":"2026-01-01T00:00:00.000Z"}]},
            "array":[1,"x",null,{"k":1},{"__type":"Pointer","className":"Friend","objectId":"{{{{bob}}}}"},{"__type":"Pointer","className":"Friend","objectId":"{{{{hidden}}}}"}],
            "place":{"__type":"GeoPoint","latitude":1,"longitude":1.5},"area":{"__type":"Polygon","coordinates":[[0,0],[0,2],[2,2],[2,0]]},"bytes":{"__type":"Bytes","base64":"aGVsbG8="},
            "owner":{"__type":"Pointer","className":"Friend","objectId":"{{{{bob}}}}"},"vault":{"__type":"Pointer","className":"Vault","objectId":"{{{{vault}}}}"},
            "tags":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"Tag","objectId":"{{{{a}}}}"},{"__type":"Pointer","className":"Tag","objectId":"{{{{b}}}}"}]},
            "ACL":{"*":{"read":true},"{{{{bob}}}}":{"read":true,"write":true},"role:staff":{"write":true}}}
            """);
        await _master.CreateAsync("Box", $$$"""{"number":2,"text":"t2","flag":true,"array":[1,2],"place":{"__type":"GeoPoint","latitude":2,"longitude":2},"owner":{"__type":"Pointer","className":"Friend","objectId":"{{{bob}}}"},"date":{"__type":"Date","iso":"2026-01-02T00:00:00.000Z"}}""");
        await _master.CreateAsync("Box", $$$"""{"number":3,"text":"quote \" and \u00e4","flag":false,"array":[],"owner":{"__type":"Pointer","className":"Friend","objectId":"{{{hidden}}}"},"date":{"__type":"Date","iso":"2026-01-03T00:00:00.000Z"}}""");
        await _master.CreateAsync("Box", """{"number":4,"text":"t4","flag":true}""");
        var members = (await _master.GetAsync("/parse/classes/Box", ("order", "number"), ("limit", "2"))).Results.Select(box => $$"""{"__type":"Pointer","className":"Box","objectId":"{{box.GetProperty("objectId").GetString()}}"}""");
        (await _master.PutAsync($"/parse/classes/Tag/{a}", $$$"""{"boxes":{"__op":"AddRelation","objects":[{{{string.Join(',', members)}}}]}}""")).Expect(200);
        (await _master.PutAsync($"/parse/classes/Friend/{bob}", $$$"""{"boxes":{"__op":"AddRelation","objects":[{{{string.Join(',', members)}}}]}}""")).Expect(200);
        await _master.CreateAsync("Box", """{"number":5,"text":"nobody's","ACL":{}}""");
    }
}
