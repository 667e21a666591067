using System.Text.Json.Nodes;
using BackendInfra.Core.Apps;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Writes;

/// <summary>Upserts by id in an app whose clients choose ids.</summary>
public sealed class UpsertByIdScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>
{
    private const string Document = """mutation ($t: String, $acl: ACLInput) { upsertThing(input: {by: {id: "chosen"}, fields: {text: $t}, setOnInsert: {ACL: $acl}}) { created thing { objectId text } } }""";

    [Fact]
    public async Task The_first_makes_the_object_and_the_second_changes_it()
    {
        var app = await server.CreateAppAsync("chosen", new AppOptions { AllowCustomObjectId = true });
        await server.Registry.ChangeAsync(app, TestClasses.Everything, TestContext.Current.CancellationToken);

        Assert.Equal("""{"upsertThing":{"created":true,"thing":{"objectId":"chosen","text":"a"}}}""", (await AskAsync(app, "a", master: true))["data"]!.ToJsonString());
        Assert.Equal("""{"upsertThing":{"created":false,"thing":{"objectId":"chosen","text":"b"}}}""", (await AskAsync(app, "b", master: true))["data"]!.ToJsonString());

        // What is the master key's alone is taken, for everybody else.
        Assert.Equal(137, (int)(await AskAsync(app, "c", master: false))["errors"]![0]!["extensions"]!["code"]!);
    }

    private Task<JsonObject> AskAsync(App app, string text, bool master) => server.AskAsync(
        Document, new { t = text, acl = new { } }, masterKey: master ? app.Keys.Master : null, endpoint: $"{server.Address}/apps/{app.Id}/graphql");
}
