using System.Text.Json;
using System.Text.Json.Nodes;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Webhooks;

/// <summary>beforeFind and afterFind as webhooks; each test uses a class of its own.</summary>
[Collection(nameof(ServerCollection))]
public sealed class FindTriggerScenarios(TestServer server, HookServer hooks) : IClassFixture<HookServer>
{
    private readonly RestClient _anonymous = server.Anonymous(server.Open);
    private readonly RestClient _master = server.Master(server.Open);

    [Fact]
    public async Task A_beforeFind_changes_the_query()
    {
        await BeforeAsync("FindBefore", body =>
        {
            var where = JsonNode.Parse(body.GetProperty("query").GetProperty("where").GetRawText())!.AsObject();
            where["hidden"] = JsonNode.Parse("""{"$ne":true}""");
            return new JsonObject { ["success"] = new JsonObject { ["where"] = where, ["limit"] = 2, ["order"] = "-n", ["keys"] = "n" } }.ToJsonString();
        });
        var hidden = await MakeAsync("FindBefore");
        var answer = (await _anonymous.GetAsync("/parse/classes/FindBefore", ("where", """{"n":{"$gt":1}}"""), ("count", "1"), ("order", "n"), ("include", "x"))).Expect(200);
        Assert.Equal([4, 3], answer.Results.Select(row => row.GetProperty("n").GetInt32()));
        Assert.Equal(3, answer.Json.GetProperty("count").GetInt32());
        Assert.All(answer.Results, row => Assert.Equal(["createdAt", "n", "objectId", "updatedAt"], row.EnumerateObject().Select(member => member.Name).Order()));
        var call = hooks.CallsOf("FindBefore")[^1].Body;
        Answer.AreEqual("""{"where":{"n":{"$gt":1}},"limit":100,"order":"n","include":"x"}""", call.GetProperty("query").GetRawText());
        Assert.Equal(("beforeFind", false, true, false), (call.GetProperty("triggerName").GetString(), call.GetProperty("isGet").GetBoolean(), call.GetProperty("count").GetBoolean(), call.GetProperty("master").GetBoolean()));

        (await _anonymous.GetAsync($"/parse/classes/FindBefore/{hidden}")).ExpectError(101);
        call = hooks.CallsOf("FindBefore")[^1].Body;
        Assert.True(call.GetProperty("isGet").GetBoolean());
        Answer.AreEqual($$"""{"objectId":"{{hidden}}"}""", call.GetProperty("query").GetProperty("where").GetRawText());

        // The trigger's limit wins over the caller's, as in Parse.
        Assert.Equal(2, (await _anonymous.GetAsync("/parse/classes/FindBefore", ("limit", "0"), ("count", "1"))).Expect(200).Results.Count);
    }

    [Fact]
    public async Task A_beforeFind_on_a_get_cannot_be_turned_to_another_object()
    {
        await BeforeAsync("FindTurned", _ => """{"success":{"where":{"n":2}}}""");
        await MakeAsync("FindTurned");
        var id = await _anonymous.CreateAsync("FindTurned", """{"n":9}""");
        (await _anonymous.GetAsync($"/parse/classes/FindTurned/{id}")).ExpectError(101);
    }

    [Theory]
    [InlineData("""{"error":"no"}""", 141)]
    [InlineData("""{"error":{"code":119,"error":"closed"}}""", 119)]
    [InlineData("""{"success":5}""", 143)]
    [InlineData("""{"success":[{}]}""", 143)]
    [InlineData("""{"success":{"wher":{}}}""", 143)]
    [InlineData("""{"success":{"where":5}}""", 107)]
    [InlineData("""{"success":{"where":{"$nonsense":1}}}""", 105)]
    [InlineData("""{"success":{"where":{"n":{"$nonsense":1}}}}""", 107)]
    [InlineData("""{"success":{"limit":-1}}""", 102)]
    [InlineData("{}", 143)]
    [InlineData("nothing", 143)]
    public async Task A_beforeFind_that_refuses_or_answers_nonsense_lets_nothing_be_read(string answer, int code)
    {
        var name = $"FindNo{Math.Abs(answer.GetHashCode(StringComparison.Ordinal))}";
        await MakeAsync(name);
        await BeforeAsync(name, _ => answer);
        (await _anonymous.GetAsync($"/parse/classes/{name}")).ExpectError(code);
        (await _anonymous.GetAsync($"/parse/classes/{name}", ("limit", "0"), ("count", "1"))).ExpectError(code);
        (await _master.GetAsync($"/parse/classes/{name}")).ExpectError(code);
    }

    [Fact]
    public async Task A_protected_field_is_no_way_around_for_a_trigger_either()
    {
        await _master.DefineAsync("FindProtected", """{"fields":{"secret":{"type":"Number"}},"classLevelPermissions":{"find":{"*":true},"get":{"*":true},"protectedFields":{"*":["secret"]} } }""");
        await _master.CreateAsync("FindProtected", """{"secret":1}""");
        await BeforeAsync("FindProtected", _ => """{"success":{"where":{"secret":1}}}""");
        await HookServer.TriggerAsync(_master, "FindProtected", "afterFind", hooks.On("FindProtectedAfter", _ => """{"success":true}"""));
        (await _anonymous.GetAsync("/parse/classes/FindProtected")).ExpectError(119);
        Assert.Equal(1, Assert.Single((await _master.GetAsync("/parse/classes/FindProtected")).Expect(200).Results).GetProperty("secret").GetInt32());
        hooks.On("FindProtected", _ => """{"success":{}}""");
        Assert.False(Assert.Single((await _anonymous.GetAsync("/parse/classes/FindProtected")).Expect(200).Results).TryGetProperty("secret", out _));
        Assert.DoesNotContain("secret", hooks.CallsOf("FindProtectedAfter")[^1].Body.GetProperty("objects").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_wakes_a_find_trigger_for_what_he_may_not_read()
    {
        await _master.DefineAsync("FindClosed", """{"fields":{"n":{"type":"Number"}},"classLevelPermissions":{}}""");
        var id = await _master.CreateAsync("FindClosed", """{"n":1}""");
        await BeforeAsync("FindClosed", _ => """{"success":{}}""");
        (await _anonymous.GetAsync("/parse/classes/FindClosed")).ExpectError(119);
        (await _anonymous.GetAsync("/parse/classes/FindClosed", ("limit", "0"))).ExpectError(119);
        (await _anonymous.GetAsync($"/parse/classes/FindClosed/{id}")).ExpectError(119);
        Assert.Empty(hooks.CallsOf("FindClosed"));
    }

    [Fact]
    public async Task An_afterFind_sees_what_the_caller_would_get_and_gives_what_he_gets()
    {
        await _master.DefineAsync("FindFriend", """{"fields":{"name":{"type":"String"}},"classLevelPermissions":{"find":{"*":true},"get":{"*":true},"create":{"*":true} } }""");
        var friend = await _anonymous.CreateAsync("FindFriend", """{"name":"Bob"}""");
        var id = await _anonymous.CreateAsync("FindAfter", $$$"""{"n":1,"friend":{"__type":"Pointer","className":"FindFriend","objectId":"{{{friend}}}"},"at":{"__type":"Date","iso":"2020-01-01T00:00:00.000Z"}}""");
        await _anonymous.CreateAsync("FindAfter", """{"n":2}""");
        await HookServer.TriggerAsync(_master, "FindAfter", "afterFind", hooks.On("FindAfter", body =>
        {
            var kept = body.GetProperty("objects").EnumerateArray().Where(o => o.GetProperty("n").GetInt32() == 1).Select(o => JsonNode.Parse(o.GetRawText())!.AsObject()).ToArray();
            foreach (var o in kept)
                o["extra"] = "added";
            return new JsonObject { ["success"] = new JsonArray([.. kept]) }.ToJsonString();
        }));

        var answer = (await _anonymous.GetAsync("/parse/classes/FindAfter", ("include", "friend"), ("count", "1"))).Expect(200);
        var row = Assert.Single(answer.Results);
        Assert.Equal(2, answer.Json.GetProperty("count").GetInt32());
        Assert.Equal(("added", "Bob", "Object"), (row.GetProperty("extra").GetString(), row.GetProperty("friend").GetProperty("name").GetString(), row.GetProperty("friend").GetProperty("__type").GetString()));
        Assert.False(row.TryGetProperty("className", out _));
        Assert.Equal("2020-01-01T00:00:00.000Z", row.GetProperty("at").GetProperty("iso").GetString());
        Assert.Equal("FindAfter", hooks.CallsOf("FindAfter")[0].Body.GetProperty("objects")[0].GetProperty("className").GetString());
        Assert.Equal("added", (await _anonymous.GetAsync($"/parse/classes/FindAfter/{id}")).Expect(200).Json.GetProperty("extra").GetString());

        hooks.On("FindAfter", _ => """{"success":[]}""");
        (await _anonymous.GetAsync($"/parse/classes/FindAfter/{id}")).ExpectError(101);
        Assert.Equal("""{"results":[]}""", (await _anonymous.GetAsync("/parse/classes/FindAfter")).Expect(200).Text);
        foreach (var nonsense in (string[])["""{"success":5}""", """{"success":[1]}""", """{"success":{}}""", "{}"])
        {
            hooks.On("FindAfter", _ => nonsense);
            (await _anonymous.GetAsync("/parse/classes/FindAfter")).ExpectError(143);
            (await _anonymous.GetAsync($"/parse/classes/FindAfter/{id}")).ExpectError(143);
        }

        hooks.On("FindAfter", _ => """{"success":true}""");
        Assert.Equal(["1", "2"], (await _anonymous.GetAsync("/parse/classes/FindAfter")).All("n"));
        var batch = (await _anonymous.PostAsync("/parse/batch", $$"""{"transaction":true,"requests":[{"method":"GET","path":"/parse/classes/FindAfter/{{id}}"}]}""")).Expect(200).Json;
        Assert.Equal(1, batch[0].GetProperty("success").GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task A_redirected_query_runs_the_triggers_of_the_class_that_it_reads()
    {
        await MakeAsync("FindTarget");
        await _master.DefineAsync("FindOwner", """{"fields":{"to":{"type":"Pointer","targetClass":"FindTarget"}},"classLevelPermissions":{"find":{"*":true} } }""");
        await BeforeAsync("FindTarget", _ => """{"error":"guarded"}""");
        (await _anonymous.GetAsync("/parse/classes/FindOwner", ("redirectClassNameForKey", "to"))).ExpectError(141, "guarded");
    }

    [Fact]
    public async Task GraphQL_reads_no_class_with_find_triggers_where_they_cannot_run()
    {
        var app = await server.CreateAppAsync("findgraph", new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true });
        var (client, master) = (server.Anonymous(app), server.Master(app));
        var id = await client.CreateAsync("Guarded", """{"n":1}""");
        await master.DefineAsync("Holder", """{"fields":{"one":{"type":"Pointer","targetClass":"Guarded"},"all":{"type":"Relation","targetClass":"Guarded"}}}""");
        await client.CreateAsync("Holder", $$$"""{"one":{"__type":"Pointer","className":"Guarded","objectId":"{{{id}}}"}}""");
        Assert.False((await GraphAsync(client, "{ guardeds { count } }")).TryGetProperty("errors", out _));

        await HookServer.TriggerAsync(master, "Guarded", "afterFind", hooks.On("FindGraph", _ => """{"success":true}"""));
        foreach (var query in (string[])["{ guardeds { aggregate { count } } }", "{ guardeds { groupBy(by: [n]) { count } } }", "{ guardedsAggregate { count } }", "{ guardedsGroupBy(by: [n]) { count } }", "{ holders { edges { node { all { aggregate { count } } } } } }",
            "mutation { createGuarded(input: { fields: { n: 5 } }) { guarded { n } } }", $"mutation {{ deleteGuarded(input: {{ id: \"{id}\" }}) {{ guarded {{ n }} }} }}"])
        {
            var error = (await GraphAsync(client, query)).GetProperty("errors")[0];
            Assert.Equal("The class Guarded has beforeFind or afterFind triggers: queries read it, but aggregates, groups, answers to mutations and the viewer do not.", error.GetProperty("message").GetString());
            Assert.Equal(108, error.GetProperty("extensions").GetProperty("code").GetInt32());
        }

        Assert.Single((await client.GetAsync("/parse/classes/Guarded")).Expect(200).Results);
        Assert.False((await GraphAsync(client, "mutation { createGuarded(input: { fields: { n: 6 } }) { guarded { objectId } } }")).TryGetProperty("errors", out _));
        Assert.False((await GraphAsync(client, "{ holders { edges { node { one { n } } } } }")).TryGetProperty("errors", out _));
        (await master.PutAsync("/parse/hooks/triggers/Guarded/afterFind", """{"__op":"Delete"}""")).Expect(200);
        Assert.False((await GraphAsync(client, "{ guardeds { count } }")).TryGetProperty("errors", out _));
    }

    private static async Task<JsonElement> GraphAsync(RestClient client, string query) =>
        (await client.PostAsync("/graphql", JsonSerializer.Serialize(new { query }))).Json;

    /// <summary>Four open objects and a hidden one, whose id is given.</summary>
    private async Task<string> MakeAsync(string className)
    {
        for (var n = 1; n <= 4; n++)
            await _anonymous.CreateAsync(className, $$"""{"n":{{n}},"text":"x"}""");
        return await _anonymous.CreateAsync(className, """{"n":9,"hidden":true}""");
    }

    private Task BeforeAsync(string className, Func<JsonElement, string> answer) =>
        HookServer.TriggerAsync(_master, className, "beforeFind", hooks.On(className, answer));
}
