using System.Text.Json;
using System.Text.Json.Nodes;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace BackendInfra.Server.Tests.Webhooks;

/// <summary>beforeSave and afterSave as webhooks; each test uses a class of its own.</summary>
[Collection(nameof(ServerCollection))]
public sealed class SaveTriggerScenarios(TestServer server, HookServer hooks) : IClassFixture<HookServer>
{
    private const string Public = """{"*":true}""";
    private readonly RestClient _anonymous = server.Anonymous(server.Open);
    private readonly RestClient _master = server.Master(server.Open);

    [Fact]
    public async Task A_beforeSave_sees_the_whole_object_and_changes_it()
    {
        await BeforeSaveAsync("TrigWhole", body =>
        {
            var sent = JsonNode.Parse(body.GetProperty("object").GetRawText())!.AsObject();
            sent["greeting"] = $"hello {sent["name"]}";
            sent["dropped"] = JsonNode.Parse("""{"__op":"Delete"}""");
            return new JsonObject { ["success"] = sent }.ToJsonString();
        });

        var created = (await _anonymous.PostAsync("/parse/classes/TrigWhole", """{"name":"Ada","n":{"__op":"Increment","amount":2},"dropped":1,"at":{"__type":"Date","iso":"2020-01-01T00:00:00Z"}}""")).Expect(201).Json;
        Assert.Equal("hello Ada", created.GetProperty("greeting").GetString());
        Answer.AreEqual("""{"__op":"Delete"}""", created.GetProperty("dropped").GetRawText());
        Assert.Equal(2, created.GetProperty("n").GetInt32());
        Assert.False(created.TryGetProperty("name", out _));
        var first = Assert.Single(hooks.CallsOf("TrigWhole"));
        Answer.AreEqual("""{"className":"TrigWhole","name":"Ada","n":2,"dropped":1,"at":{"__type":"Date","iso":"2020-01-01T00:00:00.000Z"}}""", first.Object.GetRawText());
        Assert.False(first.Body.TryGetProperty("original", out _));
        Assert.Equal("beforeSave", first.Body.GetProperty("triggerName").GetString());
        Assert.Equal(server.Open.Keys.Webhook, first.Headers["X-Parse-Webhook-Key"]);

        var id = created.GetProperty("objectId").GetString();
        var updated = (await _anonymous.PutAsync($"/parse/classes/TrigWhole/{id}", """{"n":{"__op":"Increment","amount":3},"name":"Bob"}""")).Expect(200).Json;
        Assert.Equal("hello Bob", updated.GetProperty("greeting").GetString());
        Assert.Equal(5, updated.GetProperty("n").GetInt32());
        Assert.False(updated.TryGetProperty("dropped", out _));
        var second = hooks.CallsOf("TrigWhole")[1];
        Assert.Equal("Bob", second.Object.GetProperty("name").GetString());
        Assert.Equal(5, second.Object.GetProperty("n").GetInt32());
        Assert.Equal(id, second.Object.GetProperty("objectId").GetString());
        Assert.Equal("Ada", second.Body.GetProperty("original").GetProperty("name").GetString());
        Assert.Equal(2, second.Body.GetProperty("original").GetProperty("n").GetInt32());

        var stored = (await _anonymous.GetAsync($"/parse/classes/TrigWhole/{id}")).Expect(200).Json;
        Assert.Equal(("Bob", "hello Bob", 5), (stored.GetProperty("name").GetString(), stored.GetProperty("greeting").GetString(), stored.GetProperty("n").GetInt32()));
        Assert.False(stored.TryGetProperty("dropped", out _));
    }

    [Fact]
    public async Task An_old_SDK_is_not_told_what_was_unset()
    {
        await BeforeSaveAsync("TrigOld", _ => """{"success":{"gone":null}}""");
        var old = new RestClient(server.Http, server.Address, server.Open) { Headers = { ["X-Parse-Client-Version"] = "js1.8.5" } };
        Assert.False((await old.PostAsync("/parse/classes/TrigOld", """{"gone":1}""")).Expect(201).Json.TryGetProperty("gone", out _));
        var present = new RestClient(server.Http, server.Address, server.Open) { Headers = { ["X-Parse-Client-Version"] = "js5.3.0" } };
        Answer.AreEqual("""{"__op":"Delete"}""", (await present.PostAsync("/parse/classes/TrigOld", """{"gone":1}""")).Expect(201).Json.GetProperty("gone").GetRawText());
        Assert.Empty((await _anonymous.GetAsync("/parse/classes/TrigOld", ("where", """{"gone":{"$exists":true}}"""))).Expect(200).Results);
    }

    [Theory]
    [InlineData("""{"error":"not today"}""", 141, "not today")]
    [InlineData("""{"error":{"code":4711,"error":"own words"}}""", 4711, "own words")]
    [InlineData("""{"error":{"message":"no code"}}""", 141, "no code")]
    [InlineData("""{"error":{"code":1,"error":"mine"}}""", 1, "mine")]
    [InlineData("""{"success":5}""", 143, null)]
    [InlineData("""{"success":[]}""", 143, null)]
    [InlineData("{}", 143, null)]
    [InlineData("[1]", 143, null)]
    [InlineData("no JSON", 143, null)]
    [InlineData("", 143, null)]
    [InlineData("""{"success":{"n":"text"}}""", 111, null)]
    [InlineData("""{"success":{"a b":1}}""", 105, null)]
    [InlineData("""{"success":{"n":{"__op":"Nonsense"}}}""", 108, null)]
    [InlineData("""{"success":{"ACL":{"*":5}}}""", 123, null)]
    [InlineData("""{"success":{"must":""}}""", 142, "must is required")]
    public async Task A_beforeSave_that_refuses_or_answers_nonsense_lets_nothing_be_saved(string answer, int code, string? message)
    {
        var name = $"TrigNo{Math.Abs(answer.GetHashCode(StringComparison.Ordinal))}";
        await _master.DefineAsync(name, $$$"""{"fields":{"n":{"type":"Number"},"must":{"type":"String","required":true}},"classLevelPermissions":{"find":{{{Public}}},"create":{{{Public}}},"addField":{{{Public}}}}}""");
        await HookServer.TriggerAsync(_master, name, "beforeSave", hooks.On(name, _ => answer));
        (await _anonymous.PostAsync($"/parse/classes/{name}", """{"n":1,"must":"x"}""")).ExpectError(code, message);
        Assert.Empty((await _anonymous.GetAsync($"/parse/classes/{name}")).Expect(200).Results);
    }

    [Fact]
    public async Task A_hook_that_cannot_be_reached_redirects_fails_or_is_too_large_refuses_the_write()
    {
        var url = hooks.OnRequest("TrigElsewhere", context =>
        {
            context.Response.Redirect(hooks.On("TrigTarget", _ => """{"success":{}}"""));
            return Task.CompletedTask;
        });
        await HookServer.TriggerAsync(_master, "TrigElsewhere", "beforeSave", url);
        (await _anonymous.PostAsync("/parse/classes/TrigElsewhere", "{}")).ExpectError(143, "The webhook answered with status 302.");
        Assert.Empty(hooks.CallsOf("TrigTarget"));

        await HookServer.TriggerAsync(_master, "TrigNowhere", "beforeSave", "http://127.0.0.1:1/");
        (await _anonymous.PostAsync("/parse/classes/TrigNowhere", "{}")).ExpectError(143, "The webhook cannot be reached.");

        await HookServer.TriggerAsync(_master, "TrigFails", "beforeSave", hooks.OnRequest("TrigFails", async context =>
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync("""{"success":{}}""");
        }));
        (await _anonymous.PostAsync("/parse/classes/TrigFails", "{}")).ExpectError(143, "The webhook answered with status 500.");

        await HookServer.TriggerAsync(_master, "TrigLarge", "beforeSave", hooks.On("TrigLarge", _ => $$"""{"success":{"a":"{{new string('x', 9 * 1024 * 1024)}}"} }"""));
        (await _anonymous.PostAsync("/parse/classes/TrigLarge", "{}")).ExpectError(143);
        foreach (var name in (string[])["TrigElsewhere", "TrigNowhere", "TrigFails", "TrigLarge"])
            Assert.Empty((await _master.GetAsync($"/parse/classes/{name}")).Expect(200).Results);
    }

    [Fact]
    public async Task A_hook_that_does_not_answer_refuses_the_write()
    {
        var app = await server.CreateAppAsync("hooktimeout", new AppOptions { WebhookTimeout = 1 });
        var master = server.Master(app);
        await HookServer.TriggerAsync(master, "Slow", "beforeSave", hooks.OnRequest("TrigSlow", context => Task.Delay(Timeout.Infinite, context.RequestAborted)));
        (await master.PostAsync("/parse/classes/Slow", "{}")).ExpectError(124, "The webhook did not answer within 1 seconds.");
        Assert.Empty((await master.GetAsync("/parse/classes/Slow")).Expect(200).Results);
    }

    [Fact]
    public async Task New_fields_of_a_trigger_need_the_callers_permission()
    {
        await _master.DefineAsync("TrigAdd", $$$"""{"fields":{"a":{"type":"String"}},"classLevelPermissions":{"create":{{{Public}}}}}""");
        await HookServer.TriggerAsync(_master, "TrigAdd", "beforeSave", hooks.On("TrigAdd", _ => """{"success":{"fresh":1}}"""));
        (await _anonymous.PostAsync("/parse/classes/TrigAdd", """{"a":"x"}""")).ExpectError(119, "Permission denied for action addField on class TrigAdd.");
        Assert.Equal(1, (await _master.PostAsync("/parse/classes/TrigAdd", """{"a":"x"}""")).Expect(201).Json.GetProperty("fresh").GetInt32());
    }

    [Fact]
    public async Task Nobody_wakes_a_trigger_for_what_he_may_not_write()
    {
        await _master.DefineAsync("TrigClosed", """{"fields":{"a":{"type":"String"}},"classLevelPermissions":{"update":{"*":true},"delete":{"*":true}}}""");
        foreach (var trigger in (string[])["beforeSave", "afterSave", "beforeDelete", "afterDelete"])
            await HookServer.TriggerAsync(_master, "TrigClosed", trigger, hooks.On("TrigClosed", _ => """{"success":{}}"""));
        (await _anonymous.PostAsync("/parse/classes/TrigClosed", "{}")).ExpectError(119, "Permission denied for action create on class TrigClosed.");
        (await server.ReadOnlyMaster(server.Open).PostAsync("/parse/classes/TrigClosed", "{}")).ExpectError(119);
        (await _anonymous.PutAsync("/parse/classes/TrigClosed/nothere", """{"a":"y"}""")).ExpectError(101, "Object not found.");
        (await _anonymous.DeleteAsync("/parse/classes/TrigClosed/nothere")).ExpectError(101, "Object not found for delete.");
        Assert.Empty(hooks.CallsOf("TrigClosed"));

        var id = await _master.CreateAsync("TrigClosed", """{"a":"x","ACL":{"*":{"read":true}}}""");
        var calls = hooks.CallsOf("TrigClosed").Count;
        (await _anonymous.PutAsync($"/parse/classes/TrigClosed/{id}", """{"a":"y"}""")).ExpectError(101, "Object not found.");
        (await _anonymous.DeleteAsync($"/parse/classes/TrigClosed/{id}")).ExpectError(101, "Object not found for delete.");
        Assert.Equal(calls, hooks.CallsOf("TrigClosed").Count);
    }

    [Fact]
    public async Task Hidden_fields_that_a_trigger_sets_are_not_told()
    {
        await _master.DefineAsync("TrigHidden", $$$"""{"fields":{"secret":{"type":"Number"},"open":{"type":"Number"}},"classLevelPermissions":{"create":{{{Public}}},"update":{{{Public}}},"protectedFields":{"*":["secret"]} } }""");
        await HookServer.TriggerAsync(_master, "TrigHidden", "beforeSave", hooks.On("TrigHidden", body => body.TryGetProperty("original", out _) ? """{"success":{"secret":null,"open":2}}""" : """{"success":{"secret":7,"open":1}}"""));
        var created = (await _anonymous.PostAsync("/parse/classes/TrigHidden", "{}")).Expect(201);
        Assert.DoesNotContain("secret", created.Text, StringComparison.Ordinal);
        Assert.Equal(1, created.Json.GetProperty("open").GetInt32());
        var id = created.Json.GetProperty("objectId").GetString();
        Assert.Equal(7, (await _master.GetAsync($"/parse/classes/TrigHidden/{id}")).Json.GetProperty("secret").GetInt32());
        Assert.DoesNotContain("secret", (await _anonymous.PutAsync($"/parse/classes/TrigHidden/{id}", "{}")).Expect(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Increments_stay_atomic_when_the_trigger_sends_the_object_back()
    {
        await BeforeSaveAsync("TrigCount", body => $$"""{"success":{{body.GetProperty("object").GetRawText()}}}""");
        var id = await _anonymous.CreateAsync("TrigCount", """{"n":0}""");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => (await _anonymous.PutAsync($"/parse/classes/TrigCount/{id}", """{"n":{"__op":"Increment","amount":1}}""")).Expect(200)));
        Assert.Equal(20, (await _anonymous.GetAsync($"/parse/classes/TrigCount/{id}")).Json.GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task No_connection_is_held_while_triggers_run()
    {
        // More writes than the pool has connections wait in their trigger for all others to have come there.
        const int Writes = 40;
        var arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Much time, so that a busy machine does not fail the test.
        var app = await server.CreateAppAsync("hookmany", new AppOptions { WebhookTimeout = 50, DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true });
        await HookServer.TriggerAsync(server.Master(app), "TrigMany", "beforeSave", hooks.On("TrigMany", async _ =>
        {
            if (Interlocked.Increment(ref arrived) == Writes)
                all.SetResult();
            await all.Task;
            return """{"success":true}""";
        }));
        var answers = await Task.WhenAll(Enumerable.Range(0, Writes).Select(i => server.Anonymous(app).PostAsync("/parse/classes/TrigMany", $$"""{"n":{{i}}}""")));
        Assert.All(answers, answer => answer.Expect(201));
    }

    [Fact]
    public async Task No_connection_is_held_while_sign_ups_wait_for_their_trigger()
    {
        const int SignUps = 24;
        var arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var app = await server.CreateAppAsync("hooksignups", new AppOptions { WebhookTimeout = 50 });
        var (client, master) = (server.Anonymous(app), server.Master(app));
        await HookServer.TriggerAsync(master, "_User", "beforeSave", hooks.On("TrigSignUps", async _ =>
        {
            if (Interlocked.Increment(ref arrived) == SignUps)
                all.SetResult();
            await all.Task;

            // A hook that asks back needs a connection, too.
            await master.GetAsync("/parse/users", ("limit", "0"), ("count", "1"));
            return """{"success":{"checked":true}}""";
        }));
        var answers = await Task.WhenAll(Enumerable.Range(0, SignUps).Select(i => client.PostAsync("/parse/users", $$"""{"username":"many{{i}}","password":"pw"}""")));
        Assert.All(answers, answer => Assert.True(answer.Expect(201).Json.GetProperty("checked").GetBoolean()));
        var token = answers[0].Json.GetProperty("sessionToken").GetString()!;
        var own = new RestClient(server.Http, server.Address, app) { Headers = { ["X-Parse-Session-Token"] = token } };
        var changed = (await own.PutAsync($"/parse/users/{answers[0].Json.GetProperty("objectId").GetString()}", """{"password":"other"}""")).Expect(200).Json;
        Assert.NotEqual(token, changed.GetProperty("sessionToken").GetString());
        Assert.Equal(SignUps + 1, hooks.CallsOf("TrigSignUps").Count);
    }

    [Fact]
    public async Task Triggers_are_told_of_the_request_and_of_no_keys()
    {
        await BeforeSaveAsync("TrigTold", _ => """{"success":{}}""");
        var user = (await _anonymous.PostAsync("/parse/users", """{"username":"hooked","password":"pw","email":"hooked@example.com"}""")).Expect(201).Json;
        var token = user.GetProperty("sessionToken").GetString()!;
        var client = new RestClient(server.Http, server.Address, server.Open)
        {
            Headers = { ["X-Parse-Session-Token"] = token, ["X-Parse-Installation-Id"] = "inst", ["X-Parse-Cloud-Context"] = """{"why":"test"}""", ["X-Own"] = "yes", ["Cookie"] = "secret=1" },
        };
        (await client.PostAsync("/parse/classes/TrigTold", """{"a":1}""")).Expect(201);
        var body = hooks.CallsOf("TrigTold")[^1].Body;
        Assert.False(body.GetProperty("master").GetBoolean());
        Assert.Equal("inst", body.GetProperty("installationId").GetString());
        Assert.Equal("127.0.0.1", body.GetProperty("ip").GetString());
        Answer.AreEqual("""{"why":"test"}""", body.GetProperty("context").GetRawText());
        Assert.Equal(("hooked", "hooked@example.com", token), (body.GetProperty("user").GetProperty("username").GetString(), body.GetProperty("user").GetProperty("email").GetString(), body.GetProperty("user").GetProperty("sessionToken").GetString()));
        var headers = body.GetProperty("headers");
        Assert.Equal("yes", headers.GetProperty("x-own").GetString());
        foreach (var secret in (string[])["x-parse-session-token", "x-parse-master-key", "cookie"])
            Assert.False(headers.TryGetProperty(secret, out _));

        (await _master.PostAsync("/parse/classes/TrigTold", """{"a":1,"_context":{"from":"body"}}""")).Expect(201);
        body = hooks.CallsOf("TrigTold")[^1].Body;
        Assert.True(body.GetProperty("master").GetBoolean());
        Assert.False(body.TryGetProperty("user", out _));
        Answer.AreEqual("""{"from":"body"}""", body.GetProperty("context").GetRawText());
        Assert.DoesNotContain(server.Open.Keys.Master, body.GetRawText(), StringComparison.Ordinal);
        (await client.PostAsync("/parse/classes/TrigTold", """{"a":1,"_context":5}""")).ExpectError(107);
    }

    [Fact]
    public async Task Triggers_that_call_each_other_without_end_are_stopped()
    {
        await HookServer.TriggerAsync(_master, "TrigLoop", "beforeSave", hooks.OnRequest("TrigLoop", async context =>
        {
            var call = await HookCall.ReadAsync("TrigLoop", context);
            var inner = new RestClient(server.Http, server.Address, server.Open) { Headers = { ["X-BackendInfra-Trigger-Depth"] = call.Headers["X-BackendInfra-Trigger-Depth"] } };
            var answer = await inner.PostAsync("/parse/classes/TrigLoop", "{}");
            await context.Response.WriteAsync(answer.Status == 201 ? """{"success":{}}""" : $$"""{"error":{{answer.Text}}}""");
        }));
        (await _anonymous.PostAsync("/parse/classes/TrigLoop", "{}")).ExpectError(141, "Triggers call each other more than 8 levels deep.");
    }

    [Fact]
    public async Task A_sign_up_is_checked_and_no_password_is_shown()
    {
        var app = await server.CreateAppAsync("hookusers", new AppOptions());
        await HookServer.TriggerAsync(server.Master(app), "_User", "beforeSave", hooks.On("TrigUser", body =>
            body.GetProperty("object").GetProperty("username").GetString() == "evil" ? """{"error":"go away"}""" : """{"success":{"checked":true}}"""));
        await HookServer.TriggerAsync(server.Master(app), "_User", "afterSave", hooks.On("TrigUserAfter", _ => """{"success":{}}"""));
        var client = server.Anonymous(app);
        (await client.PostAsync("/parse/users", """{"username":"evil","password":"pass-word"}""")).ExpectError(141, "go away");
        var good = (await client.PostAsync("/parse/users", """{"username":"good","password":"pass-word"}""")).Expect(201).Json;
        Assert.True(good.GetProperty("checked").GetBoolean());
        Assert.Equal(200, (await client.PostAsync("/parse/login", """{"username":"good","password":"pass-word"}""")).Status);
        Assert.All(hooks.CallsOf("TrigUser").Concat(hooks.CallsOf("TrigUserAfter")), call => Assert.DoesNotContain("pass-word", call.Body.GetRawText(), StringComparison.Ordinal));
        Assert.Equal(good.GetProperty("objectId").GetString(), Assert.Single(hooks.CallsOf("TrigUserAfter")).Object.GetProperty("objectId").GetString());
    }

    [Fact]
    public async Task An_afterSave_sees_what_was_saved_and_its_failure_changes_nothing()
    {
        await _master.DefineAsync("TrigAfter", $$$"""{"fields":{"n":{"type":"Number"},"kind":{"type":"String","defaultValue":"plain"},"list":{"type":"Array"}},"classLevelPermissions":{"find":{{{Public}}},"create":{{{Public}}},"update":{{{Public}}}}}""");
        await HookServer.TriggerAsync(_master, "TrigAfter", "afterSave", hooks.On("TrigAfter", _ => """{"error":"too late"}"""));
        var created = (await _anonymous.PostAsync("/parse/classes/TrigAfter", """{"n":1}""")).Expect(201).Json;
        var id = created.GetProperty("objectId").GetString();
        var call = Assert.Single(hooks.CallsOf("TrigAfter"));
        Assert.Equal((id, "plain", 1), (call.Object.GetProperty("objectId").GetString(), call.Object.GetProperty("kind").GetString(), call.Object.GetProperty("n").GetInt32()));
        Assert.Equal(created.GetProperty("createdAt").GetString(), call.Object.GetProperty("createdAt").GetString());

        (await _anonymous.PutAsync($"/parse/classes/TrigAfter/{id}", """{"n":{"__op":"Increment","amount":4},"list":{"__op":"AddUnique","objects":[1,1,2]}}""")).Expect(200);
        call = hooks.CallsOf("TrigAfter")[1];
        Assert.Equal((5, "[1,2]", 1), (call.Object.GetProperty("n").GetInt32(), call.Object.GetProperty("list").GetRawText(), call.Body.GetProperty("original").GetProperty("n").GetInt32()));
        Assert.Equal(["5"], (await _anonymous.GetAsync("/parse/classes/TrigAfter")).All("n"));
    }

    [Fact]
    public async Task A_delete_is_checked_and_told()
    {
        await HookServer.TriggerAsync(_master, "TrigDelete", "beforeDelete", hooks.On("TrigDelete", body =>
            body.GetProperty("object").GetProperty("kept").GetBoolean() ? """{"error":{"code":119,"error":"keep it"}}""" : """{"success":true}"""));
        await HookServer.TriggerAsync(_master, "TrigDelete", "afterDelete", hooks.On("TrigDeleted", _ => """{"success":true}"""));
        var kept = await _anonymous.CreateAsync("TrigDelete", """{"kept":true}""");
        var other = await _anonymous.CreateAsync("TrigDelete", """{"kept":false}""");
        (await _anonymous.DeleteAsync($"/parse/classes/TrigDelete/{kept}")).ExpectError(119, "keep it");
        (await _anonymous.DeleteAsync($"/parse/classes/TrigDelete/{other}")).Expect(200);
        Assert.Equal([kept], (await _anonymous.GetAsync("/parse/classes/TrigDelete")).All("objectId"));
        Assert.Equal(other, Assert.Single(hooks.CallsOf("TrigDeleted")).Object.GetProperty("objectId").GetString());
    }

    [Fact]
    public async Task In_a_transaction_after_triggers_run_when_all_is_committed_and_never_otherwise()
    {
        var seen = new List<int>();
        await HookServer.TriggerAsync(_master, "TrigTx", "beforeSave", hooks.On("TrigTx", body => body.GetProperty("object").GetProperty("n").GetInt32() < 0 ? """{"error":"negative"}""" : """{"success":{"checked":true}}"""));
        await HookServer.TriggerAsync(_master, "TrigTx", "afterSave", hooks.On("TrigTxAfter", async _ =>
        {
            seen.Add((await _anonymous.GetAsync("/parse/classes/TrigTx", ("count", "1"))).Json.GetProperty("count").GetInt32());
            return """{"success":true}""";
        }));
        (await BatchAsync("TrigTx", 1, -1)).Expect(400);
        Assert.Empty(seen);
        Assert.Empty((await _anonymous.GetAsync("/parse/classes/TrigTx")).Expect(200).Results);

        var results = (await BatchAsync("TrigTx", 1, 2)).Expect(200).Json;
        Assert.All(results.EnumerateArray(), result => Assert.True(result.GetProperty("success").GetProperty("checked").GetBoolean()));
        Assert.Equal([2, 2], seen);
    }

    [Fact]
    public async Task GraphQL_writes_run_the_same_triggers_nested_ones_too()
    {
        var app = await server.CreateAppAsync("hookgraph", new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public });
        var (client, master) = (server.Anonymous(app), server.Master(app));
        await master.DefineAsync("Author", """{"fields":{"name":{"type":"String"},"checked":{"type":"Boolean"}}}""");
        await master.DefineAsync("Book", """{"fields":{"title":{"type":"String"},"author":{"type":"Pointer","targetClass":"Author"}}}""");
        await HookServer.TriggerAsync(master, "Author", "beforeSave", hooks.On("GraphAuthor", body =>
            body.GetProperty("object").GetProperty("name").GetString() == "Nobody" ? """{"error":{"code":4711,"error":"Nobody writes nothing"}}""" : """{"success":{"checked":true}}"""));
        await HookServer.TriggerAsync(master, "Author", "afterSave", hooks.On("GraphAuthorAfter", _ => """{"success":true}"""));
        await HookServer.TriggerAsync(master, "Book", "beforeDelete", hooks.On("GraphBook", _ => """{"error":"books stay"}"""));

        var made = await GraphAsync(client, """mutation { createBook(input: { fields: { title: "t", author: { createAndLink: { name: "Ada" } } } }) { book { objectId author { name checked } } } }""");
        var book = made.GetProperty("data").GetProperty("createBook").GetProperty("book");
        Answer.AreEqual("""{"name":"Ada","checked":true}""", book.GetProperty("author").GetRawText());
        Assert.Single(hooks.CallsOf("GraphAuthorAfter"));

        var refused = (await GraphAsync(client, """mutation { createBook(input: { fields: { title: "u", author: { createAndLink: { name: "Nobody" } } } }) { book { objectId } } }""")).GetProperty("errors")[0];
        Assert.Equal(("Nobody writes nothing", 4711), (refused.GetProperty("message").GetString(), refused.GetProperty("extensions").GetProperty("code").GetInt32()));
        Assert.Single(hooks.CallsOf("GraphAuthorAfter"));
        refused = (await GraphAsync(client, $$"""mutation { deleteBook(input: { id: "{{book.GetProperty("objectId").GetString()}}" }) { book { objectId } } }""")).GetProperty("errors")[0];
        Assert.Equal("books stay", refused.GetProperty("message").GetString());

        // Many objects pass their triggers one after the other, all of them or none.
        var many = await GraphAsync(client, """mutation { createManyAuthors(input: { objects: [{ name: "Bob" }, { name: "Cleo" }] }) { count authors { name checked } } }""");
        Answer.AreEqual("""{"count":2,"authors":[{"name":"Bob","checked":true},{"name":"Cleo","checked":true}]}""", many.GetProperty("data").GetProperty("createManyAuthors").GetRawText());
        refused = (await GraphAsync(client, """mutation { createManyAuthors(input: { objects: [{ name: "Dora" }, { name: "Nobody" }] }) { count } }""")).GetProperty("errors")[0];
        Assert.Equal("Object 1: Nobody writes nothing", refused.GetProperty("message").GetString());
        refused = (await GraphAsync(client, """mutation { updateManyAuthors(input: { where: {}, fields: { name: "Nobody" } }) { count } }""")).GetProperty("errors")[0];
        Assert.Equal("Nobody writes nothing", refused.GetProperty("message").GetString());
        Assert.Equal(["Ada", "Bob", "Cleo"], (await client.GetAsync("/parse/classes/Author", ("order", "name"))).All("name"));
        Assert.Equal(3, hooks.CallsOf("GraphAuthorAfter").Count);
        Assert.Equal(["t"], (await client.GetAsync("/parse/classes/Book")).All("title"));
    }

    [Fact]
    public async Task No_connection_is_held_while_a_mutation_without_nested_writes_waits_for_its_trigger()
    {
        const int Writes = 24;
        var arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var app = await server.CreateAppAsync("hookmutations", new AppOptions { WebhookTimeout = 50, DefaultClassLevelPermissions = DefaultPermissions.Public });
        var (client, master) = (server.Anonymous(app), server.Master(app));
        await master.DefineAsync("Note", """{"fields":{"n":{"type":"Number"},"checked":{"type":"Boolean"},"other":{"type":"Pointer","targetClass":"Note"}}}""");
        await HookServer.TriggerAsync(master, "Note", "beforeSave", hooks.On("GraphMany", async _ =>
        {
            if (Interlocked.Increment(ref arrived) == Writes)
                all.SetResult();
            await all.Task;
            await client.GetAsync("/parse/classes/Note", ("limit", "1"));
            return """{"success":{"checked":true}}""";
        }));
        var answers = await Task.WhenAll(Enumerable.Range(0, Writes).Select(i => GraphAsync(client, $"mutation {{ createNote(input: {{ fields: {{ n: {i}, other: null }} }}) {{ note {{ n checked objectId }} }} }}")));
        Assert.All(answers, answer => Assert.True(answer.GetProperty("data").GetProperty("createNote").GetProperty("note").GetProperty("checked").GetBoolean(), answer.GetRawText()));
        var id = answers[0].GetProperty("data").GetProperty("createNote").GetProperty("note").GetProperty("objectId").GetString();
        var updated = await GraphAsync(client, $"mutation {{ updateNote(input: {{ id: \"{id}\", fields: {{ n: 99 }} }}) {{ note {{ n }} }} }}");
        Assert.Equal(99, updated.GetProperty("data").GetProperty("updateNote").GetProperty("note").GetProperty("n").GetInt32());
        Assert.Equal(Writes + 1, hooks.CallsOf("GraphMany").Count);
        Assert.True(hooks.CallsOf("GraphMany")[^1].Body.GetProperty("original").GetProperty("checked").GetBoolean());
    }

    private static async Task<JsonElement> GraphAsync(RestClient client, string query) =>
        (await client.PostAsync("/graphql", JsonSerializer.Serialize(new { query }))).Json;

    private Task<Answer> BatchAsync(string className, params int[] numbers) => _anonymous.PostAsync("/parse/batch", JsonSerializer.Serialize(new
    {
        transaction = true,
        requests = numbers.Select(n => new { method = "POST", path = $"/parse/classes/{className}", body = new { n } }),
    }));

    private Task BeforeSaveAsync(string className, Func<JsonElement, string> answer) =>
        HookServer.TriggerAsync(_master, className, "beforeSave", hooks.On(className, answer));
}
