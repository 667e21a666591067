using System.Text.Json.Nodes;
using BackendInfra.Server.Tests.GraphQL.Cases;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Writes;

/// <summary>What nested writes leave behind, above all where they are refused. Answers and statements are in the golden cases.</summary>
public sealed class NestedWriteScenarios(CaseServer server) : IClassFixture<CaseServer>
{
    [Theory]
    [InlineData(CaseApp.Anonymous, """updateOrder(input: {id: "order00005", fields: {quantity: 5, product: {update: {price: 1}}}}) { order { id } }""", 101)]
    [InlineData("bob", """updateOrder(input: {id: "order00005", fields: {quantity: 5, product: {update: {price: 1}}}}) { order { id } }""", 101)]
    [InlineData("alice", """updateOrder(input: {id: "order00005", fields: {quantity: 5, product: {update: {price: 1, category: {update: {name: null}}}}}}) { order { id } }""", 142)]
    [InlineData(CaseApp.ReadOnlyMaster, """updateOrder(input: {id: "order00005", fields: {quantity: 5, product: {update: {price: 1}}}}) { order { id } }""", 119)]
    [InlineData(CaseApp.Master, """updateOrder(input: {id: "order00005", fields: {quantity: 5, product: {update: {price: 1, categories: {delete: ["category04"]}}}}}) { order { id } }""", 101)]
    public async Task What_is_refused_anywhere_is_saved_nowhere(string caller, string field, int code)
    {
        var app = await server.AppAsync(writes: true);

        var answer = await app.AskAsync(caller, $"mutation {{ {field} }}", null);

        Assert.Equal(code, Code(answer));
        Assert.Equal(
            """{"order":{"quantity":1,"product":{"price":0,"category":{"name":"Hidden"}}}}""",
            await DataAsync(app, CaseApp.Master, """{ order(id: "order00005") { quantity product { price category { name } } } }"""));
    }

    [Fact]
    public async Task Who_may_write_everything_on_the_way_changes_it()
    {
        var app = await server.AppAsync(writes: true);

        await app.AskAsync("alice", """mutation { updateOrder(input: {id: "order00005", fields: {product: {update: {price: 1, category: {update: {name: "Seen"}}}}}}) { order { id } } }""", null);

        Assert.Equal(
            """{"order":{"product":{"price":1,"category":{"name":"Seen"}}}}""",
            await DataAsync(app, CaseApp.Master, """{ order(id: "order00005") { product { price category { name } } } }"""));
    }

    [Fact]
    public async Task A_hidden_pointer_and_relation_lead_nowhere()
    {
        var app = await server.AppAsync(writes: true);
        (await server.Master(app).PutAsync("/parse/schemas/Product", """{"classLevelPermissions":{"get":{"*":true},"find":{"*":true},"update":{"*":true},"protectedFields":{"*":["category","categories"]}}}""")).Expect(200);

        foreach (var fields in (string[])["category: {update: {rank: 1}}", """categories: {update: [{id: "category02", fields: {rank: 1}}]}""", """categories: {delete: ["category02"]}"""])
        {
            var refused = await app.AskAsync("bob", """mutation { updateProduct(input: {id: "product003", fields: {""" + fields + "}}) { product { id } } }", null);
            Assert.Equal(119, Code(refused));
        }
    }

    [Fact]
    public async Task Changes_inside_others_have_a_limit()
    {
        var app = await server.AppAsync(writes: true);
        var members = string.Join(", ", Enumerable.Repeat("""{id: "category02", fields: {rank: 1}}""", 101));
        var document = """mutation { updateProduct(input: {id: "product003", fields: {categories: {update: [""" + members + "]}}}) { product { id } } }";

        Assert.Equal(155, Code(await app.AskAsync(CaseApp.Anonymous, document, null)));
        Assert.False((await app.AskAsync(CaseApp.Master, document, null)).ContainsKey("errors"));
    }

    private static int Code(JsonObject answer) => (int)answer["errors"]![0]!["extensions"]!["code"]!;

    private static async Task<string> DataAsync(CaseApp app, string caller, string query) => (await app.AskAsync(caller, query, null))["data"]!.ToJsonString();
}
