using System.Text.Json;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Security;

/// <summary>Rules 1 to 7 of the threat model: what clients send.</summary>
[Collection(nameof(ServerCollection))]
public sealed class InputRules(RulesBench bench) : IClassFixture<RulesBench>
{
    private RestClient Client => bench.Anonymous;

    [Fact]
    public async Task Rule_01_every_front_end_refuses_alike()
    {
        (await Client.PostAsync("/parse/classes/Vault", """{"pin":1}""")).ExpectError(119);
        Assert.Equal(119, await RulesBench.BatchCodeAsync(Client, "POST", "/parse/classes/Vault", """{"pin":1}"""));
        Assert.Equal("119", await bench.CodeAsync(Client, "mutation { createVault(input: { fields: { pin: 1 } }) { vault { id } } }"));

        // A nested write is one, too; nothing of the whole is stored.
        Assert.Equal("119", await bench.CodeAsync(Client, """mutation { createNote(input: { fields: { text: "rule 1", vault: { createAndLink: { pin: 1 } } } }) { note { id } } }"""));
        Assert.Empty((await Client.GetAsync("/parse/classes/Note", ("where", """{"text":"rule 1"}"""))).Expect(200).Results);
        (await Client.PostAsync("/parse/import/Vault.json", """[{"objectId":"a","pin":1}]""")).Expect(403);

        (await Client.GetAsync("/parse/classes/Vault")).ExpectError(119);
        Assert.Equal("119", await bench.CodeAsync(Client, "{ vaults { count } }"));
        await Client.CreateAsync("Note", """{"text":"x"}""");
        Assert.Equal("119", await bench.CodeAsync(Client, "{ notes { edges { node { vaults { edges { node { pin } } } } } } }"));
    }

    [Theory]
    [InlineData("a-b")]
    [InlineData("1a")]
    [InlineData("a b")]
    [InlineData("a\\\"; DROP TABLE x; --")]
    [InlineData("ä")]
    [InlineData("_Join:vaults:Note")]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg")]
    public async Task Rule_02_names_are_checked_for_the_master_key_too(string name)
    {
        (await bench.Master.PostAsync("/parse/schemas", $$"""{"className":"{{name}}"}""")).ExpectError(103);
        (await bench.Master.PostAsync($"/parse/classes/{Uri.EscapeDataString(JsonSerializer.Deserialize<string>($"\"{name}\"")!)}", "{}")).ExpectError(103);
        (await bench.Master.PutAsync("/parse/schemas/Note", $$"""{"fields":{"{{name}}":{"type":"String"} } }""")).ExpectError(105);
        (await bench.Master.PostAsync("/parse/classes/Note", $$"""{"{{name}}":1}""")).ExpectError(105);
        Assert.NotEqual("", await bench.CodeAsync(bench.Master, $$"""mutation { createClass(input: { name: "{{name}}" }) { class { name } } }"""));
    }

    [Theory]
    [InlineData("where", """{"n' or 1=1 --":1}""")]
    [InlineData("where", """{"map.a'); DROP TABLE x; --":1}""")]
    [InlineData("where", """{"map.a\"->>'b":{"$exists":true}}""")]
    [InlineData("order", "n;drop table x")]
    [InlineData("order", "map.a' desc")]
    [InlineData("keys", "n') from pg_user --")]
    [InlineData("include", "friend';--")]
    public async Task Rule_02_names_in_queries_never_become_SQL(string parameter, string value)
    {
        var id = await Client.CreateAsync("Note", """{"n":1,"map":{"a":1}}""");
        var answer = await Client.GetAsync("/parse/classes/Note", (parameter, value));
        Assert.True(answer.Status is 200 or 400, answer.Text);
        AssertNoDriverText(answer.Text);
        (await Client.GetAsync($"/parse/classes/Note/{id}")).Expect(200);
    }

    [Theory]
    [InlineData("distinct", "n' or '1'='1")]
    [InlineData("distinct", "map.a')")]
    [InlineData("pipeline", """[{"$group":{"_id":"$n') from pg_user --"}}]""")]
    [InlineData("pipeline", """[{"$group":{"_id":null,"total') --":{"$sum":"$n"}}}]""")]
    [InlineData("pipeline", """[{"$sort":{"n; drop table x":1}}]""")]
    public async Task Rule_02_names_in_aggregates_never_become_SQL(string parameter, string value)
    {
        var answer = await bench.Master.GetAsync("/parse/aggregate/Note", (parameter, value));
        Assert.True(answer.Status is 200 or 400, answer.Text);
        AssertNoDriverText(answer.Text);
    }

    [Theory]
    [InlineData("""{"map.a' || (select 1) || '":{"__op":"Increment","amount":1}}""")]
    [InlineData("""{"map.a}\",\"b":{"__op":"Increment","amount":1}}""")]
    [InlineData("""{"map.a,b":{"__op":"Delete"}}""")]
    public async Task Rule_02_keys_of_operations_never_become_SQL(string body)
    {
        var id = await Client.CreateAsync("Note", """{"map":{"a":1},"text":"kept"}""");
        var answer = await Client.PutAsync($"/parse/classes/Note/{id}", body);
        Assert.True(answer.Status is 200 or 400, answer.Text);
        AssertNoDriverText(answer.Text);
        var after = (await Client.GetAsync($"/parse/classes/Note/{id}")).Expect(200).Json;
        Assert.Equal("kept", after.GetProperty("text").GetString());
        Assert.Equal(1, after.GetProperty("map").GetProperty("a").GetDouble());
    }

    [Theory]
    [InlineData("'; DROP TABLE \"Note\"; --")]
    [InlineData("\\' OR 1=1 --")]
    [InlineData("$1 %s {0} \" \\ é 😀")]
    public async Task Rule_03_values_are_data(string text)
    {
        var json = JsonSerializer.Serialize(text);
        var id = await Client.CreateAsync("Note", $$$"""{"text":{{{json}}},"tags":[{{{json}}}],"map":{"k":{{{json}}}}}""");
        foreach (var where in new[]
        {
            $$"""{"text":{{json}} }""", $$$"""{"text":{"$in":["other",{{{json}}}]}}""", $$"""{"tags":{{json}} }""", $$"""{"map.k":{{json}} }""",
            $$$"""{"text":{"$regex":{{{JsonSerializer.Serialize($"^\\Q{text}\\E$")}}}}}""", $$$"""{"tags":{"$all":[{{{json}}}]}}""",
        })
        {
            var found = await Client.GetAsync("/parse/classes/Note", ("where", where));
            Assert.True(found.Status == 200, where + found.Text);
            Assert.Contains(id, found.All("objectId"));
        }

        var asked = await bench.AskAsync(Client, "query($text: String) { notes(where: { text: { equalTo: $text } }) { edges { node { objectId text } } } }", new { text });
        Assert.Contains(id, asked.Expect(200).Text, StringComparison.Ordinal);
        await Client.DeleteAsync($"/parse/classes/Note/{id}");
    }

    [Fact]
    public async Task Rule_04_an_empty_list_is_false()
    {
        await Client.CreateAsync("Note", """{"text":"no friend"}""");
        Assert.Empty((await Client.GetAsync("/parse/classes/Note", ("where", """{"friend":{"$in":[]}}"""))).Expect(200).Results);
        Assert.Empty((await Client.GetAsync("/parse/classes/Note", ("where", """{"friend":{"$inQuery":{"className":"Note","where":{"text":"nobody"}}}}"""))).Expect(200).Results);
        Answer.AreEqual("""{"data":{"notes":{"count":0}}}""", (await bench.AskAsync(Client, "{ notes(where: { text: { in: [] } }) { count } }")).Text);
        Answer.AreEqual("""{"data":{"notes":{"count":0}}}""", (await bench.AskAsync(Client, """{ notes(where: { friend: { have: { text: { equalTo: "nobody" } } } }) { count } }""")).Text);
    }

    [Theory]
    [InlineData("""{"n":{"$where":1}}""", 107)]
    [InlineData("""{"n":{"$gt":"text"}}""", 102)]
    [InlineData("""{"n":{"$in":1}}""", 107)]
    [InlineData("""{"text":{"$regex":"("}}""", 102)]
    [InlineData("""{"friend":{"$inQuery":{"className":"Note","nonsense":1}}}""", 102)]
    public async Task Rule_05_unknown_operators_and_wrong_operands_are_refused(string where, int code) =>
        (await Client.GetAsync("/parse/classes/Note", ("where", where))).ExpectError(code);

    [Theory]
    [InlineData("""{"n":{"__op":"Multiply","amount":2}}""", 108)]
    [InlineData("""{"n":{"__op":"Increment","amount":"2"}}""", 107)]
    [InlineData("""{"map":{"__type":"Thing"}}""", 107)]
    [InlineData("""{"map":{"a":{"__type":"GeoPoint","latitude":91,"longitude":0}}}""", 107)]
    [InlineData("""{"map":{"a":{"__type":"Date","iso":"2024-02-30T00:00:00Z"}}}""", 107)]
    [InlineData("""{"map":{"a":{"__type":"Bytes","base64":"%"}}}""", 107)]
    [InlineData("""{"text":"a\u0000"}""", 107)]
    [InlineData("""{"text":1}""", 111)]
    public async Task Rule_05_unknown_operations_and_values_that_are_none_are_refused(string body, int code)
    {
        (await Client.PostAsync("/parse/classes/Note", body)).ExpectError(code);
        Assert.Equal(code, await RulesBench.BatchCodeAsync(Client, "POST", "/parse/classes/Note", body));
    }

    [Theory]
    [InlineData("""{"text":{"$regex":"(a"}}""")]
    [InlineData("""{"text":{"$regex":"[[:nonsense:]]"}}""")]
    [InlineData("""{"n":{"$gt":1e308},"map.x":{"$lt":-1e308}}""")]
    public async Task Rule_06_what_the_database_refuses_is_4xx_without_its_words(string where)
    {
        var answer = await Client.GetAsync("/parse/classes/Note", ("where", where));
        Assert.True(answer.Status is 200 or 400, answer.Text);
        AssertNoDriverText(answer.Text);
        if (answer.Status == 400)
            Assert.Equal(["code", "error"], answer.Json.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rule_06_a_refused_expression_leaves_its_connection_in_order()
    {
        var id = await Client.CreateAsync("Note", """{"text":"rule6"}""");
        for (var i = 0; i < 10; i++)
        {
            (await Client.GetAsync("/parse/classes/Note", ("where", """{"text":{"$regex":"(a"}}"""))).ExpectError(102);
            Assert.Equal([id], (await Client.GetAsync("/parse/classes/Note", ("where", """{"text":{"$regex":"^rule6$"}}"""))).All("objectId"));
        }
    }

    [Fact]
    public async Task Rule_06_a_duplicate_and_an_overflow_have_codes()
    {
        await bench.Master.DefineAsync("Unique", """{"fields":{"a":{"type":"Number"}},"indexes":{"one":{"keys":{"a":1},"unique":true}},"classLevelPermissions":{"create":{"*":true},"update":{"*":true}}}""");
        var id = await Client.CreateAsync("Unique", """{"a":1e308}""");
        (await Client.PostAsync("/parse/classes/Unique", """{"a":1e308}""")).ExpectError(137);
        var overflow = await Client.PutAsync($"/parse/classes/Unique/{id}", """{"a":{"__op":"Increment","amount":1e308}}""");
        Assert.Equal(400, overflow.Status);
        AssertNoDriverText(overflow.Text);
    }

    [Theory]
    [InlineData("objectId", "\"stolen0000\"")]
    [InlineData("__proto__", "{}")]
    [InlineData("constructor", "{}")]
    [InlineData("_hashed_password", "\"x\"")]
    [InlineData("_rperm", "[\"*\"]")]
    [InlineData("_wperm", "[\"*\"]")]
    [InlineData("_session_token_hash", "\"x\"")]
    public async Task Rule_07_reserved_keys_are_refused_everywhere(string key, string value)
    {
        var (user, id) = await bench.SignUpAsync($"rule7{key}");
        var note = await Client.CreateAsync("Note", """{"text":"x"}""");
        Assert.True((await user.PutAsync($"/parse/users/{id}", $$"""{"{{key}}":{{value}} }""")).Status == 400, key);
        Assert.Equal(400, (await Client.PostAsync("/parse/classes/Note", $$"""{"{{key}}":{{value}} }""")).Status);
        Assert.Equal(400, (await Client.PutAsync($"/parse/classes/Note/{note}", $$"""{"{{key}}":{{value}} }""")).Status);
        Assert.True((await RulesBench.BatchAsync(Client, "PUT", $"/parse/classes/Note/{note}", $$"""{"{{key}}":{{value}} }""")).TryGetProperty("error", out _));
        Assert.NotEqual("", await bench.CodeAsync(user, $$"""mutation { updateUser(input: { id: "{{id}}", fields: { {{key}}: "x" } }) { user { id } } }"""));
        if (key.StartsWith('_'))
        {
            (await Client.GetAsync("/parse/classes/Note", ("where", $$"""{"{{key}}":"x"}"""))).ExpectError(105);
            (await Client.GetAsync("/parse/classes/Note", ("order", key))).ExpectError(105);
        }

        Assert.Equal(id, (await user.GetAsync("/parse/users/me")).Expect(200).Json.GetProperty("objectId").GetString());
    }

    [Fact]
    public async Task Rule_07_the_dates_of_an_object_are_the_servers()
    {
        var id = await Client.CreateAsync("Note", """{"text":"x"}""");
        var before = (await Client.GetAsync($"/parse/classes/Note/{id}")).Json.GetProperty("createdAt").GetString();
        await Client.PutAsync($"/parse/classes/Note/{id}", """{"createdAt":"2000-01-01T00:00:00.000Z","updatedAt":"2000-01-01T00:00:00.000Z","n":1}""");
        var after = (await Client.GetAsync($"/parse/classes/Note/{id}")).Json;
        Assert.Equal(before, after.GetProperty("createdAt").GetString());
        Assert.NotEqual("2000-01-01T00:00:00.000Z", after.GetProperty("updatedAt").GetString());
    }

    private static void AssertNoDriverText(string text)
    {
        foreach (var word in new[] { "Npgsql", "SELECT", "pg_", "42601", "syntax error", "   at ", "relation \"" })
            Assert.DoesNotContain(word, text, StringComparison.Ordinal);
    }
}
