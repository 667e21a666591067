using System.Diagnostics;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Security;

/// <summary>Rules 14 to 24: many at once, too much, and what is around the API.</summary>
[Collection(nameof(ServerCollection))]
public sealed class StabilityRules(RulesBench bench) : IClassFixture<RulesBench>
{
    private RestClient Client => bench.Anonymous;

    [Fact]
    public async Task Rule_14_of_twenty_sign_ups_with_one_name_one_wins()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Client.PostAsync("/parse/users", """{"username":"rule14","password":"secret"}""")));
        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.ExpectError(202));
    }

    [Fact]
    public async Task Rule_14_operations_of_many_clients_all_count()
    {
        var id = await Client.CreateAsync("Note", """{"n":0,"tags":[],"map":{"a":0}}""");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i => (await Client.PutAsync(
            $"/parse/classes/Note/{id}",
            $$$"""{"n":{"__op":"Increment","amount":1},"tags":{"__op":"AddUnique","objects":[{{{i % 10}}}]},"map.a":{"__op":"Increment","amount":1}}""")).Expect(200)));
        var note = (await Client.GetAsync($"/parse/classes/Note/{id}")).Json;
        Assert.Equal((20, 10, 20), (note.GetProperty("n").GetDouble(), note.GetProperty("tags").GetArrayLength(), note.GetProperty("map").GetProperty("a").GetDouble()));
    }

    [Fact]
    public async Task Rule_14_twenty_clients_may_use_a_new_field_first()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => bench.Master.PostAsync("/parse/classes/Note", $$"""{"rule14field":{{i}} }""")));
        Assert.All(answers, answer => answer.Expect(201));
    }

    [Fact]
    public async Task Rule_15_failed_transactions_leave_nothing_and_give_their_connections_back()
    {
        // More of them than the pool has connections.
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ => (await Client.PostAsync(
            "/parse/batch",
            """{"transaction":true,"requests":[{"method":"POST","path":"/parse/classes/Note","body":{"text":"rule15"}},{"method":"POST","path":"/parse/classes/Note","body":{"text":1}}]}""")).Expect(400)));
        Assert.Empty((await Client.GetAsync("/parse/classes/Note", ("where", """{"text":"rule15"}"""))).Expect(200).Results);
    }

    [Fact]
    public async Task Rule_16_what_was_answered_is_there()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Client.CreateAsync("Note", """{"text":"rule16"}""")));
        Assert.Equal(ids.Order(StringComparer.Ordinal), (await Client.GetAsync("/parse/classes/Note", ("where", """{"text":"rule16"}"""))).All("objectId"));
    }

    [Fact]
    public async Task Rule_17_requests_are_limited()
    {
        static string Nested(string open, string close, int depth) => string.Concat(Enumerable.Repeat(open, depth)) + "{}" + string.Concat(Enumerable.Repeat(close, depth));
        (await Client.GetAsync("/parse/classes/Note", ("where", Nested("""{"$or":[""", "]}", 21)))).ExpectError(102);
        (await Client.GetAsync("/parse/classes/Note", ("where", Nested("""{"friend":{"$inQuery":{"className":"Note","where":""", "}}}", 21)))).ExpectError(102);
        (await Client.PostAsync("/parse/classes/Note", $$"""{"_method":"GET","where":{{Nested("""{"$or":[""", "]}", 5000)}} }""")).ExpectError(107);
        (await Client.PostAsync("/parse/classes/Note", $$"""{"map":{{Nested("""{"a":""", "}", 101)}} }""")).ExpectError(107);
        (await Client.GetAsync("/parse/classes/Note", ("include", string.Join('.', Enumerable.Repeat("friend", 11))))).ExpectError(102);
        (await Client.PostAsync("/parse/classes/Note", "{\"_method\":\"GET\",\"where\":{\"n\":{\"$in\":[" + string.Join(',', Enumerable.Range(0, 10_001)) + "]}}}")).ExpectError(102);
        var requests = string.Join(',', Enumerable.Repeat("""{"method":"GET","path":"/parse/classes/Note"}""", 101));
        Assert.Equal(400, (await Client.PostAsync("/parse/batch", $$"""{"requests":[{{requests}}]}""")).Status);
        Assert.Equal("155", await bench.CodeAsync(Client, $"{{ {string.Join(' ', Enumerable.Range(0, 31).Select(i => $"f{i}: health"))} }}"));
        Assert.Equal("155", await bench.CodeAsync(Client, $"{{ notes {{ edges {{ node {{ {string.Concat(Enumerable.Repeat("friend { ", 14))} id {new string('}', 14)} }} }} }} }}"));
        (await Client.PostAsync($"/apps/{bench.App.Id}/graphql", """[{"query":"{ health }"},{"query":"{ health }"}]""")).Expect(400);
    }

    [Theory]
    [InlineData("{ __schema { queryType { name } } }")]
    [InlineData("""{ __type(name: "Note") { fields { name } } }""")]
    [InlineData("query { ...F } fragment F on Query { a: __type(name: \"Note\") { name } }")]
    public async Task Rule_18_introspection_is_closed(string query)
    {
        var answer = await bench.AskAsync(Client, query);
        Assert.Contains("Introspection is not allowed", answer.Text, StringComparison.Ordinal);
        (await bench.AskAsync(bench.Master, query)).Expect(200);
    }

    [Fact]
    public async Task Rule_18_no_mutation_by_GET_no_forms_no_suggestions()
    {
        var endpoint = $"/apps/{bench.App.Id}/graphql";
        Assert.Equal(405, (await Client.GetAsync(endpoint, ("query", """mutation { createNote(input: { fields: { text: "rule18" } }) { note { id } } }"""))).Status);
        Assert.Equal(415, (await Client.SendAsync(HttpMethod.Post, endpoint, "query={health}", "application/x-www-form-urlencoded")).Status);
        Assert.Equal(415, (await Client.SendAsync(HttpMethod.Post, endpoint, """{"query":"{ health }"}""", "text/plain")).Status);
        Assert.DoesNotContain("Did you mean", (await bench.AskAsync(Client, "{ note(id: 1) { tex } }")).Text, StringComparison.Ordinal);
        Assert.Empty((await Client.GetAsync("/parse/classes/Note", ("where", """{"text":"rule18"}"""))).Results);
    }

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("(a|a)*b")]
    [InlineData("(.*)(.*)(.*)(.*)(.*)\\\\5\\\\4\\\\3\\\\2\\\\1z")]
    public async Task Rule_19_a_hostile_regular_expression_ends(string pattern)
    {
        await Client.CreateAsync("Note", $$"""{"text":"{{new string('a', 60)}}!"}""");
        var started = Stopwatch.GetTimestamp();
        var answer = await Client.GetAsync("/parse/classes/Note", ("where", $$$"""{"text":{"$regex":"{{{pattern}}}"}}"""));
        Assert.True(answer.Status is 200 or 400, answer.Text);

        // The limit is three seconds; the rest is for a busy machine.
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task Rule_21_files_of_other_servers_and_pages_are_refused()
    {
        const string foreign = """{"__type":"File","name":"a.png","url":"http://169.254.169.254/latest/meta-data"}""";
        (await Client.PostAsync("/parse/classes/Note", $$"""{"map":{"file":{{foreign}} } }""")).ExpectError(130);
        Assert.Equal(130, await RulesBench.BatchCodeAsync(Client, "POST", "/parse/classes/Note", $$"""{"map":{"file":{{foreign}} } }"""));
        var (user, _) = await bench.SignUpAsync("rule21");
        foreach (var (name, type) in new[] { ("a.html", "text/html"), ("a.svg", "image/svg+xml"), ("a.xml", "text/xml"), ("a", "text/html; charset=utf-8"), ("a.png.html", "image/png") })
            (await user.SendAsync(HttpMethod.Post, $"/parse/files/{name}", "<html><script>1</script></html>", type)).ExpectError(130);
        Assert.Equal(400, (await user.SendAsync(HttpMethod.Post, "/parse/files/..%2F..%2Fetc%2Fpasswd", "x", "text/plain")).Status);
    }

    [Fact]
    public async Task Rule_24_forwarded_headers_of_strangers_are_not_believed()
    {
        var app = await bench.Server.CreateAppAsync($"rule24-{Guid.NewGuid():N}", new AppOptions { MasterKeyIps = ["10.0.0.1"] });
        var client = bench.Server.Master(app);
        client.Headers["X-Forwarded-For"] = "10.0.0.1";
        client.Headers["Forwarded"] = "for=10.0.0.1";
        client.Headers["X-Real-IP"] = "10.0.0.1";
        (await client.GetAsync("/parse/schemas")).ExpectUnauthorized();
    }

    [Fact]
    public async Task Rule_24_an_import_names_its_row_and_may_be_repeated()
    {
        (await bench.Master.PostAsync("/parse/import/Note.json", """[{"objectId":"rule24a","text":"x"},{"objectId":"rule24b","text":1}]""")).ExpectError(111, "Note.json, row 2: schema mismatch for Note.text; expected String but got Number");
        (await bench.Master.GetAsync("/parse/classes/Note/rule24a")).ExpectError(101);
        for (var i = 0; i < 2; i++)
            (await bench.Master.PostAsync("/parse/import/Note.json", """[{"objectId":"rule24a","text":"x"}]""")).Expect(200);
        Assert.Single((await bench.Master.GetAsync("/parse/classes/Note", ("where", """{"objectId":"rule24a"}"""))).Results);
    }
}
