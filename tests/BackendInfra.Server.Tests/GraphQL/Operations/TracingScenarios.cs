using System.Text.Json;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Operations;

public sealed class TracingScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>
{
    private const string Secret = "hidden-in-parameters";

    [Fact]
    public async Task The_master_key_is_told_times_statements_rows_and_bytes_of_each_root_field()
    {
        await server.DataAsync("mutation { createThing(input: {fields: {text: \"traced\"}}) { clientMutationId } }", master: true);
        var query = $"query Traced($t: String) {{ a: things(where: {{text: {{equalTo: $t}}}}) {{ edges {{ node {{ text }} }} }} b: things(where: {{text: {{equalTo: \"{Secret}\"}}}}) {{ count }} }}";

        var first = await TracedAsync(query, new { t = "traced" });
        var second = await TracedAsync(query, new { t = Secret });

        Assert.Equal((false, false), Cached(first));
        Assert.Equal((true, true), Cached(second));
        Assert.Equal(["a 1", "b 0"], first.GetProperty("fields").EnumerateArray().Select(field => $"{field.GetProperty("key").GetString()} {field.GetProperty("rows")}"));
        Assert.Equal("""{"edges":[{"node":{"text":"traced"}}]}""".Length, first.GetProperty("fields")[0].GetProperty("bytes").GetInt32());
        var sql = Assert.Single(second.GetProperty("roundTrips").EnumerateArray()).GetProperty("sql");
        Assert.Equal(2, sql.GetArrayLength());
        Assert.All(sql.EnumerateArray(), statement => Assert.StartsWith("SELECT ", statement.GetString(), StringComparison.Ordinal));
        Assert.All((string[])["totalMs", "prepareMs", "planMs", "executeMs", "writeMs"], name => Assert.True(second.GetProperty(name).GetDouble() >= 0, name));
        Assert.DoesNotContain(Secret, second.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mutations_tell_every_statement_and_none_of_the_values()
    {
        var trace = await TracedAsync($"mutation {{ createThing(input: {{fields: {{text: \"{Secret}\"}}}}) {{ thing {{ text }} }} }}");

        Assert.Equal("createThing", trace.GetProperty("fields")[0].GetProperty("key").GetString());
        Assert.Contains("INSERT INTO", trace.GetProperty("roundTrips").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, trace.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_is_told_anything()
    {
        using var anonymous = await SendAsync("{ health }", key: null);
        using var maintenance = await server.SendAsync(HttpMethod.Post, server.Endpoint, """{"query":"{ health }","extensions":{"tracing":true}}""", headers: ("X-Parse-Maintenance-Key", server.App.Keys.Maintenance));
        using var unasked = await server.SendAsync(HttpMethod.Post, server.Endpoint, """{"query":"{ health }","extensions":{"tracing":false}}""", headers: ("X-Parse-Master-Key", server.App.Keys.Master));
        using var readOnly = await SendAsync("{ health }", server.App.Keys.ReadOnlyMaster);

        foreach (var response in (HttpResponseMessage[])[anonymous, maintenance, unasked])
            Assert.Equal("""{"data":{"health":true}}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains("\"tracing\"", await readOnly.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_that_run_at_the_same_time_hear_of_their_own_statements_only()
    {
        var traces = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => TracedAsync(i % 2 == 0 ? "{ products { count } }" : "{ things { count } }")));

        for (var i = 0; i < traces.Length; i++)
        {
            var sql = Assert.Single(traces[i].GetProperty("roundTrips").EnumerateArray()).GetProperty("sql").GetRawText();
            Assert.Contains(i % 2 == 0 ? "Product" : "Thing", sql, StringComparison.Ordinal);
        }
    }

    private static (bool Document, bool Plan) Cached(JsonElement trace) => (trace.GetProperty("documentCached").GetBoolean(), trace.GetProperty("planCached").GetBoolean());

    private async Task<JsonElement> TracedAsync(string query, object? variables = null)
    {
        using var response = await SendAsync(query, server.App.Keys.Master, variables);
        return (await GraphQLServer.JsonAsync(response)).GetProperty("extensions").GetProperty("tracing");
    }

    private Task<HttpResponseMessage> SendAsync(string query, string? key, object? variables = null)
    {
        (string, string)[] headers = key is null ? [] : [("X-Parse-Master-Key", key)];
        return server.SendAsync(HttpMethod.Post, server.Endpoint, JsonSerializer.Serialize(new { query, variables, extensions = new { tracing = true } }), headers: headers);
    }
}
