using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Limits;

/// <summary>Rule 17 of the security rules: limits on by default, each configurable per app, the master key exempt.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Rule17Tests(TestServer server)
{
    private static readonly RequestLimits Small = new()
    {
        WhereDepth = 2, IncludeDepth = 1, IncludeCount = 2, BatchRequests = 2, ListOperands = 3, FieldsPerClass = 6, GraphQLDepth = 4, GraphQLFields = 6,
        GraphQLRootFields = 2, GraphQLTokens = 40, GraphQLErrors = 2, JsonDepth = 5, GroupAccumulators = 2, OrderKeys = 2, GroupKeys = 1, GroupComparisons = 1, Groups = 2,
    };

    [Fact]
    public void Rule_17_limits_are_on_by_default()
    {
        var limits = new RequestLimits();
        Assert.Equal((20, 10, 50, 100, 10_000, 500), (limits.WhereDepth, limits.IncludeDepth, limits.IncludeCount, limits.BatchRequests, limits.ListOperands, limits.FieldsPerClass));
        Assert.Equal((15, 300, 30, 15_000, 10), (limits.GraphQLDepth, limits.GraphQLFields, limits.GraphQLRootFields, limits.GraphQLTokens, limits.GraphQLErrors));
        Assert.Equal((100, 20, 20, 30), (limits.JsonDepth, limits.GroupAccumulators, limits.OrderKeys, limits.RequestTimeout));
        Assert.Equal((10, 100, 10_000), (limits.GroupKeys, limits.GroupComparisons, limits.Groups));
        Assert.Equal(20 * 1024 * 1024, new AppOptions().MaxUploadSize);
    }

    [Theory]
    [InlineData("where", """{"$or":[{"$and":[{"a":"1"},{"b":"2"}]}]}""", """{"$or":[{"$and":[{"$or":[{"a":"1"}]}]}]}""")]
    [InlineData("where", """{"a":{"$in":["x","y","z"]}}""", """{"a":{"$in":["x","y","z","w"]}}""")]
    [InlineData("where", """{"a":{"$nin":["x","y","z"]}}""", """{"a":{"$nin":["x","y","z","w"]}}""")]
    [InlineData("where", """{"p":{"$inQuery":{"className":"Limited","where":{"a":{"$in":["x"]}}}}}""", """{"p":{"$inQuery":{"className":"Limited","where":{"a":{"$in":["x","y","z","w"]}}}}}""")]
    [InlineData("include", "p", "p.p")]
    [InlineData("keys", "p.a", "p.p.a")]
    [InlineData("include", "p,q", "p,q,r")]
    public async Task Rule_17_queries_are_limited_but_for_the_master_key(string name, string allowed, string refused)
    {
        var app = await AppAsync();
        await ClassAsync(app);
        (await server.Anonymous(app).GetAsync("/parse/classes/Limited", (name, allowed))).Expect(200);
        (await server.Anonymous(app).GetAsync("/parse/classes/Limited", (name, refused))).ExpectError(102);
        (await server.Master(app).GetAsync("/parse/classes/Limited", (name, refused))).Expect(200);
    }

    [Fact]
    public async Task Rule_17_batches_are_limited_but_for_the_master_key()
    {
        var app = await AppAsync();
        await ClassAsync(app);
        string Batch(int count) => $$"""{"requests":[{{string.Join(',', Enumerable.Repeat("""{"method":"GET","path":"/parse/classes/Limited"}""", count))}}]}""";
        (await server.Anonymous(app).PostAsync("/parse/batch", Batch(2))).Expect(200);
        (await server.Anonymous(app).PostAsync("/parse/batch", Batch(3))).ExpectError(155);
        (await server.Master(app).PostAsync("/parse/batch", Batch(3))).Expect(200);
    }

    [Fact]
    public async Task Rule_17_fields_of_a_class_are_limited()
    {
        var app = await AppAsync();
        (await server.Master(app).PostAsync("/parse/classes/Wide", """{"a":1,"b":2}""")).Expect(201);
        (await server.Master(app).PostAsync("/parse/classes/Wide", """{"c":1}""")).ExpectError(140);
        (await server.Master(app).PostAsync("/parse/schemas/Wider", """{"fields":{"a":{"type":"String"},"b":{"type":"String"},"c":{"type":"String"}}}""")).ExpectError(140);
    }

    [Theory]
    [InlineData("/parse/classes/Limited", """{"a":{"b":{"c":{"d":1}}}}""", 201, """{"a":{"b":{"c":{"d":{"e":{}}}}}}""", 107)]
    [InlineData("/parse/classes/Limited", """{"list":[[[[]]]]}""", 201, """{"list":[[[[[]]]]]}""", 107)]
    public async Task Rule_17_JSON_depth_is_limited(string path, string allowed, int status, string refused, int code)
    {
        var app = await AppAsync();
        (await server.Master(app).PostAsync(path, allowed)).Expect(status);
        (await server.Master(app).PostAsync(path, refused)).ExpectError(code);
    }

    [Theory]
    [InlineData("/parse/classes/Big")]
    [InlineData("/graphql")]
    public async Task Rule_17_bodies_are_limited(string path)
    {
        var app = await server.CreateAppAsync($"body-{path.Length}", new AppOptions { MaxUploadSize = 1000 });
        (await server.Master(app).PostAsync(path, """{"query":"{ health }"}""")).Expect(path == "/graphql" ? 200 : 201);
        var refusal = (await server.Master(app).PostAsync(path, $$"""{"query":"{{new string('x', 1000)}}"}""")).Expect(413);
        Assert.Equal(116, refusal.Json.GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("{ limiteds { edges { node { a } } } }", "{ limiteds { edges { node { p { a } } } } }")]
    [InlineData("{ limiteds { count edges { node { a b } } } }", "{ limiteds { count edges { node { a b id c: a d: b } } } }")]
    [InlineData("{ a: health b: health }", "{ a: health b: health c: health }")]
    [InlineData("{ ...F } fragment F on Query { a: health }", "{ ...F ...G } fragment F on Query { a: health b: health } fragment G on Query { c: health }")]
    [InlineData("{ a: health # comments cost nothing, however long they are and how many words they have\n }", "{ limiteds(where: { a: { in: [\\\"1\\\", \\\"2\\\", \\\"3\\\"] }, b: { in: [\\\"1\\\", \\\"2\\\", \\\"3\\\"] }, id: { in: [\\\"1\\\", \\\"2\\\"] } }) { count } }")]
    public async Task Rule_17_GraphQL_is_limited_but_for_the_master_key(string allowed, string refused)
    {
        var app = await AppAsync();
        await ClassAsync(app);
        Assert.False((await AskAsync(server.Anonymous(app), allowed)).Expect(200).Json.TryGetProperty("errors", out var errors), errors.ToString());
        var refusal = (await AskAsync(server.Anonymous(app), refused)).Expect(403);
        Assert.Equal("155", refusal.Json.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").ToString());
        Assert.False((await AskAsync(server.Master(app), refused)).Expect(200).Json.TryGetProperty("errors", out errors), errors.ToString());
    }

    [Fact]
    public async Task Rule_17_GraphQL_tells_few_validation_errors() =>
        Assert.Equal(2, (await AskAsync(server.Anonymous(await AppAsync()), "{ health(x: 1, y: 2, z: 3) }")).Json.GetProperty("errors").GetArrayLength());

    [Fact]
    public async Task Rule_17_GraphQL_takes_no_array_of_operations()
    {
        var answer = await server.Master(server.Guarded).PostAsync("/graphql", """[{"query":"{ health }"}]""");
        Assert.Equal("BAD_REQUEST", answer.Expect(400).Json.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Rule_17_accumulators_of_a_group_are_limited()
    {
        var app = await AppAsync();
        await ClassAsync(app);
        string Group(int count) => """[{"$group":{"_id":null,""" + string.Join(',', Enumerable.Range(0, count).Select(i => $$"""
            "s{{i}}":{"$sum":1}
            """)) + "}}]";
        (await server.Master(app).GetAsync("/parse/aggregate/Limited", ("pipeline", Group(2)))).Expect(200);
        (await server.Master(app).GetAsync("/parse/aggregate/Limited", ("pipeline", Group(3)))).ExpectError(102);
    }

    [Theory]
    [InlineData("by: [a]", "by: [a, b]")]
    [InlineData("by: [a], order: [{ count: ASC }]", "by: [a], order: [{ count: ASC }, { key: { a: ASC } }]")]
    [InlineData("by: [a], having: { count: { greaterThan: 1 } }", "by: [a], having: { count: { greaterThan: 1, lessThan: 3 } }")]
    [InlineData("by: [a], having: { NOR: [{}] }", "by: [a], having: { NOR: [{ OR: [{}] }] }")]
    [InlineData("by: [a], first: 2", "by: [a], first: 3")]
    public async Task Rule_17_groups_of_GraphQL_are_limited_but_for_the_master_key(string allowed, string refused)
    {
        var app = await AppAsync();
        await ClassAsync(app);
        Assert.False((await AskAsync(server.Anonymous(app), $"{{ limitedsGroupBy({allowed}) {{ count }} }}")).Expect(200).Json.TryGetProperty("errors", out var errors), errors.ToString());
        var refusal = (await AskAsync(server.Anonymous(app), $"{{ limitedsGroupBy({refused}) {{ count }} }}")).Json;
        Assert.Equal("102", refusal.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").ToString());
        Assert.False((await AskAsync(server.Master(app), $"{{ limitedsGroupBy({refused}) {{ count }} }}")).Expect(200).Json.TryGetProperty("errors", out errors), errors.ToString());
    }

    private Task<App> AppAsync() => server.CreateAppAsync($"limits-{Guid.NewGuid():N}", new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public, Limits = Small });

    private async Task ClassAsync(App app)
    {
        // Its definition is wider than the small limit allows, so it comes before that.
        var apps = (IAppStore)server.Services.GetService(typeof(IAppStore))!;
        await apps.ChangeAsync(app, app.Options with { Limits = new RequestLimits() }, TestContext.Current.CancellationToken);
        await server.Master(app).DefineAsync(
            "Limited",
            """{"fields":{"a":{"type":"String"},"b":{"type":"String"},"p":{"type":"Pointer","targetClass":"Limited"},"q":{"type":"Pointer","targetClass":"Limited"},"r":{"type":"Pointer","targetClass":"Limited"}}}""");
        await apps.ChangeAsync(app, app.Options, TestContext.Current.CancellationToken);
    }

    private static Task<Answer> AskAsync(RestClient client, string query) =>
        client.PostAsync("/graphql", $$"""{"query":"{{query.Replace("\n", "\\n", StringComparison.Ordinal)}}"}""");
}
