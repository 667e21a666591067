using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Security;

/// <summary>Rules 8 to 13: who sees and does what. The permission matrix has every combination; here is one of each.</summary>
[Collection(nameof(ServerCollection))]
public sealed class AccessRules(RulesBench bench) : IClassFixture<RulesBench>
{
    private RestClient Client => bench.Anonymous;

    [Fact]
    public async Task Rule_08_protected_fields_are_in_no_answer()
    {
        var created = await Client.PostAsync("/parse/classes/Note", """{"text":"rule8","secret":"hidden"}""");
        var id = created.Expect(201).Json.GetProperty("objectId").GetString()!;
        var parent = await Client.CreateAsync("Note", $$$"""{"friend":{"__type":"Pointer","className":"Note","objectId":"{{{id}}}"}}""");
        Answer[] answers =
        [
            created,
            await Client.GetAsync($"/parse/classes/Note/{id}"),
            await Client.GetAsync($"/parse/classes/Note/{id}", ("keys", "secret,text")),
            await Client.GetAsync($"/parse/classes/Note/{parent}", ("include", "friend"), ("keys", "friend.secret")),
            await Client.PutAsync($"/parse/classes/Note/{id}", """{"secret":"hidden","n":{"__op":"Increment","amount":1}}"""),
            await bench.AskAsync(Client, $$"""{ note(id: "{{id}}") { text secret } }"""),
            await bench.AskAsync(Client, $$"""{ note(id: "{{parent}}") { friend { secret } } }"""),
            await bench.AskAsync(Client, $$"""mutation { updateNote(input: { id: "{{id}}", fields: { secret: "hidden" } }) { note { secret } } }"""),
        ];
        Assert.All(answers, answer => Assert.DoesNotContain("hidden", answer.Text, StringComparison.Ordinal));
        Assert.Contains("hidden", (await bench.Master.GetAsync($"/parse/classes/Note/{id}")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("where", """{"secret":"hidden"}""")]
    [InlineData("where", """{"secret":"a wrong guess"}""")]
    [InlineData("where", """{"$or":[{"n":1},{"$and":[{"$nor":[{"secret":{"$exists":true}}]}]}]}""")]
    [InlineData("where", """{"friend":{"$inQuery":{"className":"Note","where":{"secret":{"$regex":"^h"}}}}}""")]
    [InlineData("where", """{"text":{"$select":{"query":{"className":"Note"},"key":"secret"}}}""")]
    [InlineData("where", """{"secret.x":1}""")]
    [InlineData("order", "secret")]
    [InlineData("order", "n,-secret")]
    public async Task Rule_08_protected_fields_are_not_asked_about(string parameter, string value)
    {
        await Client.CreateAsync("Note", """{"text":"rule8","secret":"hidden"}""");
        var answer = await Client.GetAsync("/parse/classes/Note", (parameter, value));
        Assert.Equal(400, answer.Status);
        Assert.Contains(answer.Json.GetProperty("code").GetInt32(), new[] { 102, 119 });
        Assert.DoesNotContain("results", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ notes(where: { secret: { equalTo: "hidden" } }) { count } }""")]
    [InlineData("""{ notes(where: { OR: [{ n: { equalTo: 1 } }, { NOR: [{ secret: { exists: true } }] }] }) { count } }""")]
    [InlineData("""{ notes(where: { friend: { have: { secret: { equalTo: "hidden" } } } }) { count } }""")]
    [InlineData("{ notes(order: [secret_ASC]) { edges { node { text } } } }")]
    public async Task Rule_08_protected_fields_are_not_asked_about_in_GraphQL(string query) =>
        Assert.Equal("119", await bench.CodeAsync(Client, query));

    [Fact]
    public async Task Rule_09_every_class_of_a_query_is_read_with_the_callers_rights()
    {
        var vault = await bench.Master.CreateAsync("Vault", """{"pin":1234}""");
        var note = await bench.Master.CreateAsync("Note", $$$"""{"vault":{"__type":"Pointer","className":"Vault","objectId":"{{{vault}}}"}}""");
        (await Client.GetAsync("/parse/classes/Note", ("include", "vault"))).ExpectError(119);
        (await Client.GetAsync("/parse/classes/Note", ("where", """{"vault":{"$inQuery":{"className":"Vault","where":{"pin":1234}}}}"""))).ExpectError(119);
        (await Client.GetAsync("/parse/classes/Note", ("where", """{"n":{"$select":{"query":{"className":"Vault"},"key":"pin"}}}"""))).ExpectError(119);
        (await Client.GetAsync("/parse/classes/Note", ("redirectClassNameForKey", "vaults"))).ExpectError(119);
        Assert.Equal("119", await bench.CodeAsync(Client, "{ notes(where: { vault: { have: { pin: { equalTo: 1234 } } } }) { count } }"));
        Assert.DoesNotContain("1234", (await bench.AskAsync(Client, $$"""{ note(id: "{{note}}") { vault { pin } } }""")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule_09_the_callers_filter_cannot_reach_around_the_ACL()
    {
        var hidden = await Client.CreateAsync("Note", """{"text":"rule9","ACL":{}}""");
        var shown = await Client.CreateAsync("Note", $$$"""{"text":"rule9","friend":{"__type":"Pointer","className":"Note","objectId":"{{{hidden}}}"}}""");
        foreach (var where in new[] { """{"text":"rule9"}""", $$$"""{"$or":[{"text":"rule9"},{"objectId":"{{{hidden}}}"}]}""", """{"$nor":[{"text":"other"}],"text":"rule9"}""" })
            Assert.Equal([shown], (await Client.GetAsync("/parse/classes/Note", ("where", where))).All("objectId"));
        Assert.False((await Client.GetAsync($"/parse/classes/Note/{shown}", ("include", "friend"))).Json.TryGetProperty("friend", out _));
        Assert.Empty((await Client.GetAsync("/parse/classes/Note", ("where", """{"friend":{"$inQuery":{"className":"Note","where":{"text":"rule9"}}}}"""))).Results);
        Assert.Equal("""{"results":[],"count":1}""", (await Client.GetAsync("/parse/classes/Note", ("where", """{"text":"rule9"}"""), ("count", "1"), ("limit", "0"))).Text);
        Answer.AreEqual("""{"data":{"notes":{"count":1}}}""", (await bench.AskAsync(Client, """{ notes(where: { text: { equalTo: "rule9" } }) { count } }""")).Text);
        (await Client.GetAsync("/parse/classes/Note", ("where", """{"ACL":{"$exists":true}}"""))).ExpectError(102);
    }

    [Fact]
    public async Task Rule_09_a_redirect_does_not_lead_to_sessions()
    {
        await bench.SignUpAsync("rule9session");
        await bench.Master.PutAsync("/parse/schemas/Note", """{"fields":{"sessions":{"type":"Relation","targetClass":"_Session"},"session":{"type":"Pointer","targetClass":"_Session"}}}""");
        foreach (var key in new[] { "sessions", "session" })
        {
            var answer = await Client.GetAsync("/parse/classes/Note", ("redirectClassNameForKey", key));
            Assert.DoesNotContain("createdWith", answer.Text, StringComparison.Ordinal);
            Assert.True(answer.Status == 400, answer.Text);
        }
    }

    [Theory]
    [InlineData("_Join:vaults:Note", 103)]
    [InlineData("_Hooks", 119)]
    [InlineData("_GlobalConfig", 119)]
    [InlineData("_JobStatus", 119)]
    [InlineData("_PushStatus", 119)]
    [InlineData("_Idempotency", 119)]
    [InlineData("_Audience", 119)]
    public async Task Rule_10_internal_classes_are_closed_to_clients(string className, int code)
    {
        var path = $"/parse/classes/{className}";
        (await Client.GetAsync(path)).ExpectError(code);
        (await Client.PostAsync(path, """{"owningId":"a","relatedId":"b"}""")).ExpectError(code);
        Assert.Equal(code, await RulesBench.BatchCodeAsync(Client, "POST", path, "{}"));
        Assert.Equal(400, (await Client.GetAsync("/parse/classes/Note", ("where", "{\"friend\":{\"$inQuery\":{\"className\":\"" + className + "\",\"where\":{}}}}"))).Status);
    }

    [Fact]
    public async Task Rule_10_the_read_only_master_key_writes_nothing()
    {
        var (_, user) = await bench.SignUpAsync("rule10");
        var key = bench.ReadOnlyMaster;
        (await key.GetAsync("/parse/schemas")).Expect(200);
        (await key.PostAsync("/parse/schemas/Fresh", "{}")).ExpectError(119);
        (await key.DeleteAsync("/parse/purge/Note")).ExpectError(119);
        (await key.PostAsync("/parse/loginAs", $$"""{"userId":"{{user}}"}""")).ExpectError(119);
        (await key.PostAsync("/parse/login", """{"username":"rule10","password":"secret"}""")).ExpectError(119);
        (await key.PostAsync("/parse/import/Note.json", "[]")).ExpectError(119);
        (await key.SendAsync(HttpMethod.Post, "/parse/files/a.txt", "x", "text/plain")).ExpectError(119);
        (await key.DeleteAsync("/parse/files/a.txt")).ExpectError(119);
        (await key.PutAsync("/parse/config", """{"params":{"a":1}}""")).ExpectError(119);
        Assert.Equal(119, await RulesBench.BatchCodeAsync(key, "POST", "/parse/classes/Note", "{}"));
        Assert.Equal("119", await bench.CodeAsync(key, """mutation { createNote(input: { fields: { text: "x" } }) { note { id } } }"""));
    }

    [Fact]
    public async Task Rule_11_what_was_taken_away_counts_for_nothing_at_once()
    {
        var (user, id) = await bench.SignUpAsync("rule11");
        var role = await bench.Master.CreateAsync("_Role", $$$"""{"name":"Rule11","ACL":{},"users":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"_User","objectId":"{{{id}}}"}]}}""");
        await bench.Master.CreateAsync("Note", """{"text":"rule11","ACL":{"role:Rule11":{"read":true}}}""");
        Task<IReadOnlyList<string>> SeenAsync() => NotesAsync(user, "rule11");
        Assert.Single(await SeenAsync());
        (await bench.Master.DeleteAsync($"/parse/roles/{role}")).Expect(200);
        Assert.Empty(await SeenAsync());

        (await user.PostAsync("/parse/logout", "{}")).Expect(200);
        (await user.GetAsync("/parse/classes/Note")).ExpectError(209);
        Assert.Contains("209", (await bench.AskAsync(user, "{ notes { count } }")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule_11_a_deleted_user_is_nobody_at_once()
    {
        var (user, id) = await bench.SignUpAsync("rule11deleted");
        (await bench.Master.DeleteAsync($"/parse/users/{id}")).Expect(200);
        (await user.GetAsync("/parse/users/me")).ExpectError(209);
    }

    [Fact]
    public async Task Rule_12_sessions_and_passwords_are_in_no_answer_and_cannot_be_changed()
    {
        var (user, id) = await bench.SignUpAsync("rule12");
        var token = user.Headers["X-Parse-Session-Token"];
        Assert.Matches("^r:[0-9a-f]{32}$", token);
        foreach (var path in new[] { "/parse/sessions", "/parse/users", "/parse/classes/_Session", "/parse/classes/_User" })
        {
            var answer = (await bench.Master.GetAsync(path)).Expect(200).Text;
            Assert.DoesNotContain(token[2..], answer, StringComparison.Ordinal);
            Assert.DoesNotContain("argon2", answer, StringComparison.OrdinalIgnoreCase);
        }

        var session = (await user.GetAsync("/parse/sessions/me")).Expect(200).Json.GetProperty("objectId").GetString();
        foreach (var change in new[]
        {
            """{"expiresAt":{"__type":"Date","iso":"2099-01-01T00:00:00.000Z"}}""", """{"createdWith":{"action":"login"}}""", """{"sessionToken":"r:0123456789abcdef0123456789abcdef"}""",
            """{"user":{"__type":"Pointer","className":"_User","objectId":"other00000"}}""", """{"installationId":"other"}""", """{"ACL":{"*":{"read":true}}}""",
        })
        {
            (await user.PutAsync($"/parse/sessions/{session}", change)).ExpectError(105);
        }

        Assert.True((await user.PostAsync("/parse/sessions", """{"expiresAt":{"__type":"Date","iso":"2099-01-01T00:00:00.000Z"}}""")).Status == 400);
        (await user.PutAsync($"/parse/users/{id}", """{"password":"changed"}""")).Expect(200);
        (await user.GetAsync("/parse/users/me")).ExpectError(209);
    }

    [Fact]
    public async Task Rule_12_a_wrong_log_in_tells_nothing()
    {
        await bench.SignUpAsync("rule12known");
        var known = await Client.PostAsync("/parse/login", """{"username":"rule12known","password":"wrong"}""");
        var unknown = await Client.PostAsync("/parse/login", """{"username":"rule12unknown","password":"wrong"}""");
        known.ExpectError(101, "Invalid username/password.");
        Assert.Equal((known.Status, known.Text), (unknown.Status, unknown.Text));
    }

    [Theory]
    [InlineData("""{"username":{"$ne":null},"password":"secret"}""")]
    [InlineData("""{"username":"rule13","password":{"$regex":"."}}""")]
    [InlineData("""{"username":["rule13"],"password":["secret"]}""")]
    [InlineData("""{"username":"rule13\u0000","password":"secret"}""")]
    public async Task Rule_13_credentials_are_texts(string body)
    {
        await Client.PostAsync("/parse/users", """{"username":"rule13","password":"secret"}""");
        var answer = await Client.PostAsync("/parse/login", body);
        Assert.True(answer.Status is 400 or 404, answer.Text);
        Assert.DoesNotContain("sessionToken", answer.Text, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> NotesAsync(RestClient client, string text) =>
        (await client.GetAsync("/parse/classes/Note", ("where", $$"""{"text":"{{text}}"}"""))).All("objectId");
}
