using BackendInfra.Core.Schema;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

public sealed class PermissionScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>
{
    [Theory]
    [InlineData("{ vaults { edges { node { code } } } }")]
    [InlineData("{ vaults { count } }")]
    [InlineData("{ vault(id: \"x\") { code } }")]
    [InlineData("{ guests(where: {vault: {have: {code: {equalTo: \"1\"}}}}) { count } }")]
    [InlineData("{ guests(where: {name: {inQueryKey: {query: {className: \"Vault\", where: {}}, key: \"code\"}}}) { count } }")]
    [InlineData("mutation { createVault(input: {fields: {code: \"1\"}}) { vault { id } } }")]
    [InlineData("mutation { deleteVault(input: {id: \"x\"}) { vault { id } } }")]
    [InlineData("mutation { createGuest(input: {fields: {pin: \"1\", vault: {createAndLink: {code: \"1\"}}}}) { guest { id } } }")]
    [InlineData("{ guests(where: {pin: {equalTo: \"1\"}}) { count } }")]
    [InlineData("{ guests(order: [pin_ASC]) { edges { node { id } } } }")]
    public async Task Closed_classes_and_protected_fields_are_refused(string query) =>
        Assert.Equal("119", (await server.ErrorAsync(query)).Code);

    [Fact]
    public async Task Closed_classes_behind_open_ones_are_null_with_an_error_each_and_protected_fields_are_null()
    {
        var id = (await server.ValueAsync(
            "createGuest.guest.id",
            "mutation { createGuest(input: {fields: {name: \"g\", pin: \"1234\", vault: {createAndLink: {code: \"1\"}}, vaults: {createAndAdd: [{code: \"2\"}]}}}) { guest { id } } }",
            master: true))!.ToString();
        const string query = "query ($id: ID!) { guest(id: $id) { name pin vault { code } } }";

        var answer = await server.AskAsync(query, new { id });

        Assert.Equal("""{"guest":{"name":"g","pin":null,"vault":null}}""", answer["data"]!.ToJsonString());
        var error = Assert.Single(answer["errors"]!.AsArray())!;
        Assert.Equal("""["guest","vault"]""", error["path"]!.ToJsonString());
        Assert.Equal("119", error["extensions"]!["code"]!.ToString());
        Assert.Equal("""{"guest":{"name":"g","pin":"1234","vault":{"code":"1"}}}""", await server.DataAsync(query, new { id }, master: true));
    }

    [Fact]
    public async Task A_closed_relation_nulls_the_object_that_must_have_it()
    {
        await server.DataAsync("mutation { createGuest(input: {fields: {name: \"r\", pin: \"1\"}}) { guest { id } } }", master: true);

        var answer = await server.AskAsync("{ guests(where: {name: {equalTo: \"r\"}}) { edges { node { name vaults { count } } } } }");

        Assert.Equal("119", answer["errors"]![0]!["extensions"]!["code"]!.ToString());
        Assert.Null(GraphQLServer.At(answer["data"], "guests.edges.0.node"));
    }

    [Fact]
    public async Task The_read_only_master_key_reads_everything_and_writes_nothing()
    {
        var key = server.App.Keys.ReadOnlyMaster;

        Assert.False((await server.AskAsync("{ vaults { count } }", masterKey: key)).ContainsKey("errors"));
        Assert.Equal("119", (await server.ErrorAsync("mutation { createVault(input: {fields: {code: \"1\"}}) { vault { id } } }", masterKey: key)).Code);
        Assert.Equal(("119", "read-only masterKey isn't allowed to create a schema."), await server.ErrorAsync("mutation { createClass(input: {name: \"X\"}) { class { name } } }", masterKey: key));
    }

    [Fact]
    public async Task Rows_behind_an_ACL_disappear_from_lists_and_pointers()
    {
        await server.DataAsync("mutation { createThing(input: {fields: {text: \"open\", owner: {createAndLink: {text: \"hidden\", ACL: {}}}, parts: {createAndAdd: [{text: \"hidden too\", ACL: {}}, {text: \"seen\"}]}}}) { thing { id } } }");

        Assert.Equal(
            """{"things":{"count":1,"edges":[{"node":{"owner":null,"parts":{"count":1,"edges":[{"node":{"text":"seen"}}]}}}]}}""",
            await server.DataAsync("{ things(where: {text: {in: [\"open\", \"hidden\"]}}) { count edges { node { owner { text } parts { count edges { node { text } } } } } } }"));
    }

    [Fact]
    public async Task A_missing_required_value_nulls_the_innermost_object()
    {
        // Rows from before a field was required have no value.
        await server.Registry.ChangeAsync(server.App, snapshot => TestClasses.Create(snapshot, new ClassEdit("Old") { SetFields = [new("name", FieldType.String), new("next", FieldType.Pointer, "Old")] }), CancellationToken.None);
        await server.DataAsync("mutation { createOld(input: {fields: {name: \"has\", next: {createAndLink: {next: {createAndLink: {name: \"end\"}}}}}}) { old { id } } }");
        await server.Registry.ChangeAsync(server.App, snapshot => SchemaEditor.Update(snapshot, new ClassEdit("Old") { SetFields = [new("name", FieldType.String) { Required = true }] }, server.App.Options), CancellationToken.None);

        var list = await server.AskAsync("{ olds(order: [name_DESC]) { edges { cursor node { name next { name next { name } } } } } }");

        Assert.Equal("""{"name":"has","next":null}""", GraphQLServer.At(list["data"], "olds.edges.0.node")!.ToJsonString());
        Assert.Null(GraphQLServer.At(list["data"], "olds.edges.2.node"));
        Assert.Equal(
            ["""["olds","edges",0,"node","next","name"]""", """["olds","edges",2,"node","name"]"""],
            list["errors"]!.AsArray().Select(error => error!["path"]!.ToJsonString()));

        var id = (await server.ValueAsync("olds.edges.2.node", "{ olds(order: [name_DESC]) { edges { node { id } } } }"))!["id"]!.ToString();
        var one = await server.AskAsync("query ($id: ID!) { old(id: $id) { name } }", new { id });
        Assert.Null(one["data"]);
        Assert.Equal("""["old","name"]""", one["errors"]![0]!["path"]!.ToJsonString());
        var node = await server.AskAsync("query ($id: ID!) { node(id: $id) { id ... on Old { name } } }", new { id });
        Assert.Equal("""{"node":null}""", node["data"]!.ToJsonString());
    }

    [Fact]
    public async Task One_refused_root_field_nulls_the_data_and_the_others_are_told()
    {
        var answer = await server.AskAsync("{ products { count } vaults { count } a: vault(id: \"x\") { id } }");

        Assert.Null(answer["data"]);
        Assert.Equal(["""["vaults"]""", """["a"]"""], answer["errors"]!.AsArray().Select(error => error!["path"]!.ToJsonString()));
        Assert.Equal("""[{"line":1,"column":22}]""", answer["errors"]![0]!["locations"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{ node(id: "nothing") { id } }""")]
    [InlineData("""{ node(id: "Tm90aGluZzp4") { id } }""")]
    [InlineData("""{ node(id: "UHJvZHVjdDp4") { id } }""")]
    public async Task Node_needs_the_global_id_of_an_object(string query)
    {
        var answer = await server.AskAsync(query);

        Assert.Equal("""{"node":null}""", answer["data"]!.ToJsonString());
        Assert.Equal("101", answer["errors"]![0]!["extensions"]!["code"]!.ToString());
    }
}
