using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.GraphQL.Types;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Server.Tests.Webhooks;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Custom;

/// <summary>An app's own root fields, answered by its functions and by constants (reference §13).</summary>
[Collection(nameof(ServerCollection))]
public sealed class CustomSchemaScenarios(TestServer server, HookServer hooks) : IClassFixture<HookServer>
{
    private const string Sdl = """
        extend type Query {
          "The best product."
          best(of: [Int!]!, where: BestInput, kind: Kind): Best @resolve(to: "findBest")
          echo(text: String): String @resolve
          broken: Int @resolve(to: "broken")
          version: [Part!]! @mock(with: [{ number: 1, name: "one" }, { number: 2 }])
        }
        extend type Mutation { pay(input: BestInput!): Boolean! @resolve(to: "pay") }
        type Best { id: ID!, score: Float, at: Date, kind: Kind, parts: [Part!], raw: Object }
        type Part { number: Int, name: String }
        input BestInput { min: Float, tags: [String!], more: Object }
        enum Kind { LARGE SMALL }
        """;

    [Fact]
    public async Task Functions_and_constants_answer_root_fields()
    {
        var client = await ClientAsync("custom", Sdl);
        var best = """{"id":"x","score":1.5,"at":{"__type":"Date","iso":"2020-01-01T00:00:00.000Z"},"kind":"LARGE","parts":[{"number":1,"name":"p"},{"number":2}],"raw":{"a":[1]}}""";
        await FunctionAsync("custom", "findBest", _ => $$"""{"success":{{best}} }""");
        await FunctionAsync("custom", "echo", body => $$"""{"success":{{body.GetProperty("params").GetProperty("text").GetRawText()}} }""");
        await FunctionAsync("custom", "broken", _ => """{"success":"text"}""");
        await FunctionAsync("custom", "pay", body => body.GetProperty("params").GetProperty("input").TryGetProperty("min", out _) ? """{"success":true}""" : """{"error":{"code":4711,"error":"too little"}}""");

        Answer.AreEqual(
            """{"data":{"best":{"__typename":"Best","id":"x","score":1.5,"at":"2020-01-01T00:00:00.000Z","kind":"LARGE","parts":[{"number":1,"name":"p"},{"number":2,"name":null}],"raw":{"a":[1]}},"version":[{"n":1,"name":"one"},{"n":2,"name":null}],"health":true}}""",
            await TextAsync(client, "query ($m: Float, $o: Object) { best(of: [1, 2], kind: SMALL, where: { min: $m, tags: [\"t\"], more: $o }) { __typename id score at kind parts { number name } raw } version { n: number name } health }", new { m = 2, o = new { a = 1 } }));
        Answer.AreEqual("""{"of":[1,2],"kind":"SMALL","where":{"min":2,"tags":["t"],"more":{"a":1} } }""", hooks.CallsOf("custom-findBest")[0].Body.GetProperty("params").GetRawText());
        Answer.AreEqual("""{"data":{"echo":"hello"}}""", await TextAsync(client, "{ echo(text: \"hello\") }"));
        Answer.AreEqual("""{"data":{"pay":true}}""", await TextAsync(client, "mutation { pay(input: { min: 1 }) }"));

        var refused = await ErrorAsync(client, "mutation { pay(input: {}) }");
        Assert.Equal((4711, "too little"), (refused.Code, refused.Message));
        Assert.Equal(141, (await ErrorAsync(client, "{ broken }")).Code);
    }

    [Fact]
    public async Task A_function_gives_objects_of_a_class_whose_relations_are_read_for_the_caller()
    {
        var app = await server.CreateAppAsync("customobjects", new AppOptions { GraphQLSchema = "extend type Query { best: Lamp @resolve lamps2(n: Int): [Lamp!] @resolve wrong: Lamp @resolve holes: [Lamp] @resolve } extend type Mutation { make: Lamp! @resolve }" });
        var (master, anonymous) = (server.Master(app), server.Anonymous(app));
        const string Open = """{"find":{"*":true},"get":{"*":true},"count":{"*":true}}""";
        await master.DefineAsync("Part", $$$"""{"fields":{"name":{"type":"String"}},"classLevelPermissions":{{{Open}}}}""");
        await master.DefineAsync("Lamp", $$$"""{"fields":{"name":{"type":"String"},"spare":{"type":"Pointer","targetClass":"Part"},"parts":{"type":"Relation","targetClass":"Part"}},"classLevelPermissions":{{{Open}}}}""");
        var part = await master.CreateAsync("Part", """{"name":"bulb"}""");
        var secret = await master.CreateAsync("Part", """{"name":"secret","ACL":{}}""");
        string Pointer(string id) => $$"""{"__type":"Pointer","className":"Part","objectId":"{{id}}"}""";
        var lamp = await master.CreateAsync("Lamp", $$$"""{"name":"stored","parts":{"__op":"AddRelation","objects":[{{{Pointer(part)}}},{{{Pointer(secret)}}}]}}""");
        var given = $$$"""{"__type":"Object","className":"Lamp","objectId":"{{{lamp}}}","createdAt":"2020-01-01T00:00:00.000Z","name":"given","spare":{"__type":"Object","className":"Part","objectId":"p","name":"spare"}}""";
        await FunctionAsync("customobjects", "best", _ => $$"""{"success":{{given}}}""", app);
        await FunctionAsync("customobjects", "lamps2", body => $$"""{"success":[{{given}}{{(body.GetProperty("params").TryGetProperty("n", out _) ? """,{"className":"Lamp"}""" : "")}}]}""", app);
        await FunctionAsync("customobjects", "wrong", _ => """{"success":{"__type":"Object","className":"Part","objectId":"x"}}""", app);
        await FunctionAsync("customobjects", "holes", _ => $$"""{"success":[null,{{given}}]}""", app);
        await FunctionAsync("customobjects", "make", _ => """{"success":null}""", app);

        Answer.AreEqual(
            $$$"""{"data":{"best":{"objectId":"{{{lamp}}}","name":"given","createdAt":"2020-01-01T00:00:00.000Z","spare":{"name":"spare"},"parts":{"count":1,"edges":[{"node":{"name":"bulb"}}]},"__typename":"Lamp"},"list":[{"name":"given"}],"holes":[null,{"name":"given"}]}}""",
            await TextAsync(anonymous, "{ best { objectId name createdAt spare { name } parts { count edges { node { name } } } __typename } list: lamps2 { ...F } holes { name } } fragment F on Lamp { name }"));

        // What has no id cannot be shown as an object that must have one, nor the list that must not have a hole.
        var broken = JsonElement.Parse(await TextAsync(anonymous, "{ lamps2(n: 1) { objectId } }"));
        Answer.AreEqual("""{"lamps2":null}""", broken.GetProperty("data").GetRawText());
        Answer.AreEqual("""["lamps2",1,"objectId"]""", broken.GetProperty("errors")[0].GetProperty("path").GetRawText());
        Assert.Equal(141, (await ErrorAsync(anonymous, "{ wrong { name } }")).Code);
        Assert.Equal(JsonValueKind.Null, JsonElement.Parse(await TextAsync(anonymous, "mutation { make { name } }")).GetProperty("data").ValueKind);
    }

    [Fact]
    public async Task A_field_counts_as_a_call_of_its_function()
    {
        var app = await server.CreateAppAsync("customlimit", new AppOptions { GraphQLSchema = "extend type Query { dear: Int @resolve }", RateLimit = [new RateLimitOptions { RequestPath = "/functions/dear", RequestCount = 1, RequestTimeWindow = 3_600_000 }] });
        await FunctionAsync("customlimit", "dear", _ => """{"success":1}""", app);

        Answer.AreEqual("""{"data":{"dear":1}}""", await TextAsync(server.Anonymous(app), "{ dear }"));
        Assert.True(JsonElement.Parse(await TextAsync(server.Anonymous(app), "{ dear }")).TryGetProperty("errors", out _));
        Assert.Single(hooks.CallsOf("customlimit-dear"));
    }

    [Theory]
    [InlineData("extend type Query {", "Syntax")]
    [InlineData("extend type Query { health: Boolean @resolve }", "health")]
    [InlineData("extend type Query { products: Int @resolve }", "products")]
    [InlineData("extend type Query { x: Product @mock(with: {}) }", "constants")]
    [InlineData("extend type Query { x(of: Product): Int @resolve }", "Product")]
    [InlineData("type Of { product: Product }", "Product")]
    [InlineData("extend type Query { x: Int @mock(with: \"text\") }", "Int")]
    [InlineData("extend type Query { x: Int @mock }", "with")]
    [InlineData("extend type Product { x: Int @resolve }", "cannot be part")]
    [InlineData("scalar X", "cannot be part")]
    [InlineData("type A { a: Int } type A { a: Int }", "twice")]
    [InlineData("extend type Query { x: PageInfo @resolve } type PageInfo { a: Int }", "PageInfo")]
    [InlineData("extend type Query { x: ProductWhereInput @resolve } type ProductWhereInput { a: Int }", "ProductWhereInput")]
    public void What_cannot_be_part_of_the_schema_is_told_and_left_out(string sdl, string message)
    {
        var warnings = new List<string>();

        var schema = AppSchemaBuilder.Build(TestClasses.Shop(), [], warnings.Add, custom: sdl);

        Assert.Contains(message, Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal(AppSchemaBuilder.Print(AppSchemaBuilder.Build(TestClasses.Shop(), [], _ => { })), AppSchemaBuilder.Print(schema));
    }

    private async Task<RestClient> ClientAsync(string name, string sdl) =>
        server.Anonymous(await server.CreateAppAsync(name, new AppOptions { GraphQLSchema = sdl }));

    private async Task FunctionAsync(string appName, string function, Func<JsonElement, string> answer, App? app = null)
    {
        app ??= await ((IAppStore)server.Services.GetService(typeof(IAppStore))!).FindByNameAsync(appName, TestContext.Current.CancellationToken);
        (await server.Master(app!).PostAsync("/parse/hooks/functions", $$"""{"functionName":"{{function}}","url":"{{hooks.On($"{appName}-{function}", answer)}}"}""")).Expect(200);
    }

    private static async Task<string> TextAsync(RestClient client, string query, object? variables = null) =>
        (await client.PostAsync("/graphql", JsonSerializer.Serialize(new { query, variables }))).Text;

    private static async Task<(int Code, string? Message)> ErrorAsync(RestClient client, string query)
    {
        var error = JsonElement.Parse(await TextAsync(client, query)).GetProperty("errors")[0];
        return (error.GetProperty("extensions").GetProperty("code").GetInt32(), error.GetProperty("message").GetString());
    }
}
