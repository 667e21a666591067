using System.Text.Json.Nodes;
using BackendInfra.Server.Tests.GraphQL.Cases;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Writes;

/// <summary><c>mutation @transaction</c>: what is saved, and what is not. Answers and statements are in the golden cases.</summary>
public sealed class TransactionScenarios(CaseServer server) : IClassFixture<CaseServer>
{
    private const string Count = "{ makers { count } categories { count } }";

    [Fact]
    public async Task All_fields_happen()
    {
        var app = await server.AppAsync(writes: true);

        await app.AskAsync(CaseApp.Anonymous, """mutation @transaction { a: createMaker(input: {fields: {name: "A"}}) { maker { name } } b: createCategory(input: {fields: {name: "B"}}) { category { name } } }""", null);

        Assert.Equal("""{"makers":{"count":4},"categories":{"count":5}}""", await DataAsync(app, CaseApp.Master, Count));
    }

    [Theory]
    [InlineData(CaseApp.Anonymous, """c: updateProduct(input: {id: "product004", fields: {price: 1}}) { product { name } }""", 101)]
    [InlineData("alice", """c: updateNote(input: {id: "note000002", fields: {size: 1}}) { note { text } }""", 101)]
    [InlineData("bob", """c: updateNote(input: {id: "note000001", fields: {size: 1}}) { note { text } }""", 101)]
    [InlineData("alice", """c: createMember(input: {fields: {name: "M"}}) { member { id } }""", 119)]
    [InlineData(CaseApp.Master, """c: createProduct(input: {fields: {name: "P", sku: "LMP-1"}}) { product { id } }""", 137)]
    [InlineData(CaseApp.Anonymous, """c: logIn(input: {username: "alice", password: "old-secret"}) { viewer { sessionToken } }""", 108)]
    [InlineData(CaseApp.Master, """c: createClass(input: {name: "Fresh"}) { class { name } }""", 108)]
    [InlineData(CaseApp.Master, """c: updateCloudConfig(input: {paramName: "p", value: "v"}) { cloudConfig { value } }""", 108)]
    [InlineData(CaseApp.Anonymous, """c: resetPassword(input: {email: "alice@example.com"}) { ok }""", 108)]
    [InlineData(CaseApp.Master, """c: createUser(input: {fields: {username: "u", password: "p", authData: {anonymous: {id: "12345678"}}}}) { user { id } }""", 108)]
    public async Task Where_one_fails_nothing_happens(string caller, string failing, int code)
    {
        var app = await server.AppAsync(writes: true);

        var answer = await app.AskAsync(caller, $$$"""mutation @transaction { a: createMaker(input: {fields: {name: "A"}}) { maker { name } } {{{failing}}} b: createCategory(input: {fields: {name: "B"}}) { category { name } } }""", null);

        Assert.Equal("""{"a":null,"c":null,"b":null}""", answer["data"]!.ToJsonString());
        Assert.Equal([("a", -1), ("c", code), ("b", -1)], Errors(answer));
        Assert.Equal("""{"makers":{"count":3},"categories":{"count":4}}""", await DataAsync(app, CaseApp.Master, Count));
    }

    [Fact]
    public async Task Later_fields_see_what_earlier_ones_wrote()
    {
        var app = await server.AppAsync(writes: true);

        var answer = await app.AskAsync(
            CaseApp.Anonymous,
            """mutation @transaction { a: updateMaker(input: {id: "maker00001", fields: {name: "Renamed"}}) { maker { name } } b: updateProduct(input: {id: "product001", fields: {price: 1}}) { product { price maker { name } } } c: deleteCategory(input: {id: "category03"}) { category { name } } }""",
            null);

        Assert.Equal(
            """{"a":{"maker":{"name":"Renamed"}},"b":{"product":{"price":1,"maker":{"name":"Renamed"}}},"c":{"category":{"name":"Garden"}}}""",
            answer["data"]!.ToJsonString());
    }

    [Fact]
    public async Task The_read_only_master_key_writes_nothing()
    {
        var app = await server.AppAsync(writes: true);

        var answer = await app.AskAsync(CaseApp.ReadOnlyMaster, """mutation @transaction { a: createMaker(input: {fields: {name: "A"}}) { maker { name } } b: createMaker(input: {fields: {name: "B"}}) { maker { name } } }""", null);

        Assert.Equal([("a", 119), ("b", -1)], Errors(answer));
    }

    private static (string Key, int Code)[] Errors(JsonObject answer) =>
        [.. answer["errors"]!.AsArray().Select(error => ((string)error!["path"]![0]!, (int)error["extensions"]!["code"]!))];

    private static async Task<string> DataAsync(CaseApp app, string caller, string query) => (await app.AskAsync(caller, query, null))["data"]!.ToJsonString();
}
