using System.Text.Json.Nodes;
using BackendInfra.Server.Tests.GraphQL.Cases;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Writes;

/// <summary>Upserts that meet each other, composite keys, and what stays as it was. Answers and statements are in the golden cases.</summary>
public sealed class UpsertScenarios(CaseServer server) : IClassFixture<CaseServer>
{
    [Theory]
    [InlineData("mutation { upsertProduct(input: {by: {sku: \"RACE\"}, fields: {name: \"R\"}}) { created } }")]
    [InlineData("mutation @transaction { makerOfIt: createMaker(input: {fields: {name: \"M\"}}) { maker { id } } upsertProduct(input: {by: {sku: \"RACE\"}, fields: {name: \"R\"}}) { created } }")]
    public async Task Of_many_at_once_exactly_one_makes_the_object(string document)
    {
        var app = await server.AppAsync(writes: true);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => app.AskAsync(CaseApp.Anonymous, document, null)));

        Assert.All(answers, answer => Assert.False(answer.ContainsKey("errors"), answer.ToJsonString()));
        Assert.Single(answers, answer => (bool)answer["data"]!["upsertProduct"]!["created"]!);
        Assert.Equal("""{"products":{"count":1}}""", await DataAsync(app, """{ products(where: {sku: {equalTo: "RACE"}}) { count } }"""));
    }

    [Fact]
    public async Task All_fields_of_a_composite_index_are_a_key()
    {
        var app = await server.AppAsync(writes: true);
        (await server.Master(app).PutAsync("/parse/schemas/Order", """{"indexes":{"once":{"keys":{"buyer":1,"product":1},"unique":true}}}""")).Expect(200);
        const string document = """mutation { upsertOrder(input: {by: {buyer: "Zed", product: "product001"}, fields: {quantity: 4}}) { created order { buyer quantity product { name } } } }""";

        Assert.Equal("""{"upsertOrder":{"created":true,"order":{"buyer":"Zed","quantity":4,"product":{"name":"Desk lamp"}}}}""", await DataAsync(app, document));
        Assert.Equal("""{"upsertOrder":{"created":false,"order":{"buyer":"Zed","quantity":4,"product":{"name":"Desk lamp"}}}}""", await DataAsync(app, document));
        Assert.Equal(102, Code(await app.AskAsync(CaseApp.Anonymous, """mutation { upsertOrder(input: {by: {buyer: "Zed"}, fields: {quantity: 4}}) { created } }""", null)));
    }

    [Fact]
    public async Task An_object_of_somebody_else_stays_as_it_was()
    {
        var app = await server.AppAsync(writes: true);

        var answer = await app.AskAsync("bob", """mutation { upsertProduct(input: {by: {sku: "PRT-1"}, fields: {name: "Taken over", category: {createAndLink: {name: "Lost"}}}}) { created } }""", null);

        Assert.Equal(137, Code(answer));
        Assert.Equal("""{"product":{"name":"Prototype"},"categories":{"count":4}}""", await DataAsync(app, """{ product(id: "product007") { name } categories { count } }"""));
    }

    [Fact]
    public async Task What_another_index_refuses_is_refused()
    {
        var app = await server.AppAsync(writes: true);
        (await server.Master(app).PutAsync("/parse/schemas/Product", """{"indexes":{"name_unique":{"keys":{"name":1},"unique":true}}}""")).Expect(200);

        var answer = await app.AskAsync(CaseApp.Anonymous, """mutation { upsertProduct(input: {by: {sku: "NEW"}, fields: {name: "Tent"}}) { created } }""", null);

        Assert.Equal("A duplicate value for a field with unique values was provided: name", (string)answer["errors"]![0]!["message"]!);
    }

    [Fact]
    public async Task A_hidden_field_is_no_key()
    {
        var app = await server.AppAsync(writes: true);
        (await server.Master(app).PutAsync("/parse/schemas/Maker", """{"indexes":{"secret_unique":{"keys":{"secret":1},"unique":true}}}""")).Expect(200);
        const string document = """mutation { upsertMaker(input: {by: {secret: "guess"}, fields: {name: "M"}}) { created } }""";

        Assert.Equal(119, Code(await app.AskAsync("alice", document, null)));
        Assert.Equal("""{"upsertMaker":{"created":true}}""", await DataAsync(app, document));
    }

    private static int Code(JsonObject answer) => (int)answer["errors"]![0]!["extensions"]!["code"]!;

    /// <summary>As the master key.</summary>
    private static async Task<string> DataAsync(CaseApp app, string query)
    {
        var answer = await app.AskAsync(CaseApp.Master, query, null);
        return answer["errors"]?.ToJsonString() ?? answer["data"]!.ToJsonString();
    }
}
