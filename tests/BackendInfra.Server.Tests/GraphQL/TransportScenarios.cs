using System.Net;
using System.Text.Json;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

public sealed class TransportScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>
{
    private const string Query = """{"query":"{ __typename }"}""";

    [Fact]
    public async Task The_GraphQL_over_HTTP_audit_passes_all_that_must_or_should_be()
    {
        // Two audits ask for types by name, so introspection is open.
        var app = await server.CreateAppAsync("audited", new Core.Apps.AppOptions { GraphQLPublicIntrospection = true });
        var output = await NodeScript.RunAsync("graphql-http-audit.mjs", $"{server.Address}/apps/{app.Id}/graphql");
        var audits = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToArray();

        Assert.True(audits.Length > 50, "The audits are missing.");
        var binding = audits.Where(audit => audit.GetProperty("name").GetString() is { } name && (name.StartsWith("MUST", StringComparison.Ordinal) || name.StartsWith("SHOULD", StringComparison.Ordinal)));
        Assert.All(binding, audit => Assert.True(audit.GetProperty("status").GetString() == "ok", audit.ToString()));
    }

    [Fact]
    public async Task A_query_may_come_by_GET_and_a_mutation_may_not()
    {
        using var query = await server.SendAsync(HttpMethod.Get, $"{server.Endpoint}?query={Uri.EscapeDataString("query($x: ID!) { products(where: {id: {equalTo: $x}}) { count } }")}&variables={Uri.EscapeDataString("""{"x":"none"}""")}");
        using var mutation = await server.SendAsync(HttpMethod.Get, $"{server.Endpoint}?query={Uri.EscapeDataString("mutation { deleteProduct(input: {id: \"x\"}) { clientMutationId } }")}");

        Assert.Equal("""{"data":{"products":{"count":0}}}""", await query.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, mutation.StatusCode);
    }

    [Theory]
    [InlineData("application/json", "application/json; charset=utf-8", 200)]
    [InlineData("application/graphql-response+json", "application/graphql-response+json; charset=utf-8", 400)]
    [InlineData("*/*", "application/json; charset=utf-8", 200)]
    [InlineData("application/graphql-response+json;q=0.5, application/json", "application/json; charset=utf-8", 200)]
    [InlineData("application/graphql-response+json, application/json", "application/graphql-response+json; charset=utf-8", 400)]
    public async Task The_media_type_is_negotiated_and_says_the_status_of_bad_documents(string accept, string contentType, int status)
    {
        using var good = await server.SendAsync(HttpMethod.Post, server.Endpoint, Query, headers: ("Accept", accept));
        using var bad = await server.SendAsync(HttpMethod.Post, server.Endpoint, """{"query":"{ nothing }"}""", headers: ("Accept", accept));

        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal(contentType, good.Content.Headers.ContentType!.ToString());
        Assert.Equal(status, (int)bad.StatusCode);
        Assert.False((await GraphQLServer.JsonAsync(bad)).TryGetProperty("data", out _));
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("""[{"query":"{ __typename }"}]""", 400)]
    [InlineData("{}", 400)]
    [InlineData("""{"query":1}""", 400)]
    [InlineData("""{"query":"{ __typename }","variables":[]}""", 400)]
    [InlineData("""{"query":"{ __typename }","variables":"x"}""", 400)]
    [InlineData("""{"query":"{ __typename }","operationName":1}""", 400)]
    [InlineData("""{"query":"{ __typename }","extensions":1}""", 400)]
    [InlineData("""{"query":"{ __typename }","variables":null,"operationName":null,"extensions":null}""", 200)]
    [InlineData("""{"query":"\ud800"}""", 400)]
    [InlineData("", 400)]
    public async Task Malformed_bodies_are_400(string body, int status)
    {
        using var response = await server.SendAsync(HttpMethod.Post, server.Endpoint, body);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task Other_media_types_are_415(string? contentType)
    {
        using var response = await server.SendAsync(HttpMethod.Post, server.Endpoint, Query, contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task The_app_is_named_by_path_or_header_and_an_unknown_one_is_403()
    {
        using var byHeader = await server.SendAsync(HttpMethod.Post, $"{server.Address}/graphql", Query, headers: ("X-Parse-Application-Id", server.App.Id));
        using var missing = await server.SendAsync(HttpMethod.Post, $"{server.Address}/graphql", Query);
        using var unknown = await server.SendAsync(HttpMethod.Post, $"{server.Address}/apps/nobody/graphql", Query);

        Assert.Equal("""{"data":{"__typename":"Query"}}""", await byHeader.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        foreach (var response in new[] { missing, unknown })
        {
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Equal("""{"error":"unauthorized"}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_session_token_is_invalid_and_an_empty_one_is_anonymous()
    {
        using var bad = await server.SendAsync(HttpMethod.Post, server.Endpoint, Query, headers: ("X-Parse-Session-Token", "r:x"));
        using var empty = await server.SendAsync(HttpMethod.Post, server.Endpoint, Query, headers: ("X-Parse-Session-Token", ""));

        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Equal("""{"code":209,"error":"Invalid session token"}""", await bad.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, empty.StatusCode);
    }

    [Fact]
    public async Task Browsers_of_other_origins_are_let_in()
    {
        using var preflight = await server.SendAsync(HttpMethod.Options, server.Endpoint, headers: [("Origin", "https://a.example"), ("Access-Control-Request-Method", "POST")]);
        using var response = await server.SendAsync(HttpMethod.Post, server.Endpoint, Query, headers: ("Origin", "https://a.example"));

        Assert.Equal("*", preflight.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task Introspection_is_for_the_master_key_unless_the_app_opens_it()
    {
        const string introspection = """{"query":"{ ...F } fragment F on Query { __schema { queryType { name } } }"}""";
        var open = await server.CreateAppAsync("introspectable", new Core.Apps.AppOptions { GraphQLPublicIntrospection = true });

        using var anonymous = await server.SendAsync(HttpMethod.Post, server.Endpoint, introspection);
        using var master = await server.SendAsync(HttpMethod.Post, server.Endpoint, introspection, headers: ("X-Parse-Master-Key", server.App.Keys.Master));
        using var opened = await server.SendAsync(HttpMethod.Post, $"{server.Address}/apps/{open.Id}/graphql", introspection);

        Assert.Equal(HttpStatusCode.Forbidden, anonymous.StatusCode);
        Assert.Equal("Introspection is not allowed", (await GraphQLServer.JsonAsync(anonymous)).GetProperty("errors")[0].GetProperty("message").GetString());
        Assert.Equal("""{"data":{"__schema":{"queryType":{"name":"Query"}}}}""", await master.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("""{"data":{"__schema":{"queryType":{"name":"Query"}}}}""", await opened.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Suggestions_follow_introspection()
    {
        var (_, hidden) = await server.ErrorAsync("{ product(id: 1) { nam } }");
        var (_, shown) = await server.ErrorAsync("{ product(id: 1) { names } }", master: true);

        Assert.DoesNotContain("Did you mean", hidden, StringComparison.Ordinal);
        Assert.Contains("Did you mean", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_over_a_limit_are_403_but_for_the_master_key()
    {
        var deep = $"{{ thing(id: 1) {{ {string.Concat(Enumerable.Repeat("owner { ", 14))} id {new string('}', 14)} }} }}";
        var wide = $"{{ {string.Join(' ', Enumerable.Range(0, 31).Select(i => $"f{i}: health"))} }}";
        var many = $"{{ products {{ edges {{ node {{ {string.Join(' ', Enumerable.Range(0, 300).Select(i => $"f{i}: name"))} }} }} }} }}";
        var spread = "query { ...A } " + string.Concat(Enumerable.Range(0, 25).Select(i => $"fragment {(char)('A' + i)} on Query {{ ...{(char)('B' + i)} ...{(char)('B' + i)} }} ")) + "fragment Z on Query { health }";
        var tokens = $"{{ products(where: {{id: {{in: [{string.Join(',', Enumerable.Repeat("\"a\"", 15_001))}]}}}}) {{ count }} }}";

        foreach (var query in new[] { deep, wide, many, spread, tokens })
        {
            var (code, message) = await server.ErrorAsync(query);
            Assert.True(code == "155", message);
        }

        Assert.False((await server.AskAsync(wide, master: true)).ContainsKey("errors"));
    }

    [Fact]
    public async Task At_most_ten_validation_errors_are_told()
    {
        var answer = await server.AskAsync($"{{ {string.Join(' ', Enumerable.Range(0, 25).Select(i => $"bad{i}"))} }}");

        Assert.Equal(10, answer["errors"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("{", "SYNTAX_ERROR")]
    [InlineData("fragment F on Query { health }", "NO_OPERATION")]
    [InlineData("query A { health } query B { health }", "INVALID_OPERATION")]
    [InlineData("subscription { health }", "INVALID_OPERATION")]
    [InlineData("query { ...A } fragment A on Query { ...A }", "NO_FRAGMENT_CYCLES")]
    [InlineData("query ($x: Int!) { products(first: $x) { count } }", "INVALID_VALUE")]
    public async Task Documents_that_cannot_run_are_request_errors(string query, string code) =>
        Assert.Equal(code, (await server.ErrorAsync(query)).Code);
}
