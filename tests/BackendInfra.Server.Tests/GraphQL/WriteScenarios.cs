using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

public sealed class WriteScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>
{
    [Fact]
    public async Task Every_type_is_written_and_read_back()
    {
        var data = await server.DataAsync(
            """
            mutation ($x: Any) {
              createThing(input: {clientMutationId: "c", fields: {text: "t", number: 1.5, flag: true, date: "2024-01-31T12:00:00Z", object: {a: {b: null, c: $x}},
                array: [1, null, {k: "v"}, $x], place: {latitude: 1, longitude: 2},
                area: [{latitude: 0, longitude: 0}, {latitude: 0, longitude: 1}, {latitude: 1, longitude: 1}], file: {file: {__type: "File", name: "f", url: "http://u"}}, bytes: "AQID"}}) {
                __typename clientMutationId
                thing { text number flag date object array { __typename ... on Element { value } } place { latitude longitude } area { latitude longitude } file { name } bytes owner { id } }
              }
            }
            """,
            new { x = new[] { 7 } });

        Assert.Equal(
            """{"createThing":{"__typename":"CreateThingPayload","clientMutationId":"c","thing":{"text":"t","number":1.5,"flag":true,"date":"2024-01-31T12:00:00.000Z","object":{"a":{"b":null,"c":[7]}},"array":[{"__typename":"Element","value":1},null,{"__typename":"Element","value":{"k":"v"}},{"__typename":"Element","value":[7]}],"place":{"latitude":1,"longitude":2},"area":[{"latitude":0,"longitude":0},{"latitude":0,"longitude":1},{"latitude":1,"longitude":1},{"latitude":0,"longitude":0}],"file":{"name":"f"},"bytes":"AQID","owner":null}}}""",
            data);
    }

    [Fact]
    public async Task Updates_set_unset_and_leave()
    {
        var id = await CreateThingAsync("""text: "before", number: 1, flag: true""");

        var data = await server.DataAsync(
            "mutation ($id: ID!, $n: String) { updateThing(input: {id: $id, fields: {number: 2, flag: null, secret: $n}}) { thing { text number flag secret } } }",
            new { id, n = (string?)null });

        Assert.Equal("""{"updateThing":{"thing":{"text":"before","number":2,"flag":null,"secret":null}}}""", data);
    }

    [Fact]
    public async Task A_whole_input_may_be_a_variable()
    {
        const string query = "mutation ($input: CreateThingInput!) { createThing(input: $input) { clientMutationId thing { text parts(order: [text_ASC]) { edges { node { text owner { text } } } } } } }";

        var data = await server.DataAsync(query, new
        {
            input = new
            {
                clientMutationId = "m\"1",
                fields = new { text = "root", parts = new { createAndAdd = new object[] { new { text = "a", owner = new { createAndLink = new { text = "deep" } } }, new { text = "b" } } } },
            },
        });

        Assert.Equal(
            """{"createThing":{"clientMutationId":"m\u00221","thing":{"text":"root","parts":{"edges":[{"node":{"text":"a","owner":{"text":"deep"}}},{"node":{"text":"b","owner":null}}]}}}}""",
            data);
    }

    [Fact]
    public async Task Relations_add_and_remove_and_pointers_link_and_unlink()
    {
        var (a, b) = (await CreateThingAsync("""text: "a" """), await CreateThingAsync("""text: "b" """));
        var id = await CreateThingAsync("""text: "c" """);
        const string update = "mutation ($id: ID!, $f: UpdateThingFieldsInput) { updateThing(input: {id: $id, fields: $f}) { thing { owner { text } parts(order: [text_ASC]) { count edges { node { text } } } } } }";

        Assert.Equal(
            """{"updateThing":{"thing":{"owner":{"text":"a"},"parts":{"count":2,"edges":[{"node":{"text":"a"}},{"node":{"text":"b"}}]}}}}""",
            await server.DataAsync(update, new { id, f = new { owner = new { link = a }, parts = new { add = new[] { a, b, a } } } }));
        Assert.Equal(
            """{"updateThing":{"thing":{"owner":null,"parts":{"count":1,"edges":[{"node":{"text":"b"}}]}}}}""",
            await server.DataAsync(update, new { id, f = new { owner = (object?)null, parts = new { remove = new[] { a } } } }));
    }

    [Fact]
    public async Task A_failing_parent_takes_its_nested_objects_with_it()
    {
        var before = (int)(await server.ValueAsync("productCategories.count", "{ productCategories { count } }"))!;

        var (code, _) = await server.ErrorAsync("""mutation { createOrder(input: {fields: {cFirstName: "", cLastName: "x", cAddress: "y", product: {createAndLink: {name: "", categories: {createAndAdd: [{name: "lost"}]}}}}}) { order { id } } }""");

        Assert.Equal("142", code);
        Assert.Equal(before, (int)(await server.ValueAsync("productCategories.count", "{ productCategories { count } }"))!);
    }

    [Fact]
    public async Task Mutations_run_one_after_the_other_and_fail_alone()
    {
        var answer = await server.AskAsync("""mutation { a: createThing(input: {fields: {text: "first"}}) { thing { text } } b: updateThing(input: {id: "missing", fields: {text: "x"}}) { thing { id } } c: createThing(input: {fields: {text: "third"}}) { thing { text } } }""");

        Assert.Equal("""{"a":{"thing":{"text":"first"}},"b":null,"c":{"thing":{"text":"third"}}}""", answer["data"]!.ToJsonString());
        var error = Assert.Single(answer["errors"]!.AsArray())!;
        Assert.Equal("101", error["extensions"]!["code"]!.ToString());
        Assert.Equal("""["b"]""", error["path"]!.ToJsonString());
        Assert.Equal("Object not found.", error["message"]!.ToString());
    }

    [Fact]
    public async Task Deletes_answer_with_the_object_as_it_was()
    {
        var id = await CreateThingAsync("""text: "gone" """);
        const string delete = "mutation ($id: ID!) { deleteThing(input: {id: $id, clientMutationId: \"d\"}) { clientMutationId thing { id text } } }";

        Assert.Equal("gone", (await server.ValueAsync("deleteThing.thing.text", delete, new { id }))!.ToString());
        Assert.Equal(("101", "Object not found."), await server.ErrorAsync(delete, new { id }));
        Assert.Equal(("101", "Object not found."), await server.ErrorAsync("mutation ($id: ID!) { deleteThing(input: {id: $id}) { thing { id } } }", new { id }));
        Assert.Equal(("101", "Object not found."), await server.ErrorAsync("query ($id: ID!) { thing(id: $id) { text } }", new { id }));
    }

    [Theory]
    [InlineData("owner: {}", "106", "You need to provide link OR createLink on the pointer mutation of field owner")]
    [InlineData("owner: {link: \"x\", createAndLink: {text: \"y\"}}", "106", "You need to provide link OR createLink on the pointer mutation of field owner")]
    [InlineData("parts: {}", "106", "You need to provide at least one operation on the relation mutation of field parts")]
    [InlineData("owner: {link: \"not an id\"}", "106", null)]
    [InlineData("file: {}", "130", "Invalid file upload.")]
    [InlineData("place: {latitude: 91, longitude: 0}", "107", null)]
    [InlineData("area: [{latitude: 1, longitude: 0}]", "107", null)]
    [InlineData("object: {constructor: 1}", "INVALID_LITERAL", null)]
    public async Task Bad_inputs_are_refused(string fields, string code, string? message)
    {
        var error = await server.ErrorAsync($"mutation {{ createThing(input: {{fields: {{{fields}}}}}) {{ thing {{ id }} }} }}");

        if (code != "INVALID_LITERAL")
            Assert.Equal(code, error.Code);
        if (message is not null)
            Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task An_ACL_is_written_whole_and_hides_the_object()
    {
        const string create = "mutation ($acl: ACLInput) { createThing(input: {fields: {text: \"acl\", ACL: $acl}}) { thing { id text ACL { users { userId read write } roles { roleName read write } public { read write } } } } }";

        // The creator sees what he made whatever its ACL, and then no more.
        var made = await server.ValueAsync("createThing.thing", create, new { acl = new { users = new[] { new { userId = "u1", read = true, write = false } }, roles = new[] { new { roleName = "Admins", read = true, write = true } } } });
        Assert.Equal("""{"users":[{"userId":"X1VzZXI6dTE=","read":true,"write":false}],"roles":[{"roleName":"Admins","read":true,"write":true}],"public":null}""", made!["ACL"]!.ToJsonString());
        var id = made["id"]!.ToString();
        Assert.Equal("101", (await server.ErrorAsync("query ($id: ID!) { thing(id: $id) { text } }", new { id })).Code);
        Assert.Equal("101", (await server.ErrorAsync("mutation ($id: ID!) { updateThing(input: {id: $id, fields: {text: \"x\"}}) { thing { text } } }", new { id })).Code);
        Assert.Equal("acl", (await server.ValueAsync("thing.text", "query ($id: ID!) { thing(id: $id) { text } }", new { id }, master: true))!.ToString());

        await server.DataAsync("mutation ($id: ID!) { updateThing(input: {id: $id, fields: {ACL: null}}) { clientMutationId } }", new { id }, master: true);
        Assert.Equal("""{"public":{"read":true,"write":true}}""", (await server.ValueAsync("thing.ACL", "query ($id: ID!) { thing(id: $id) { ACL { public { read write } } } }", new { id }))!.ToJsonString());
    }

    [Fact]
    public async Task Pointers_in_arrays_become_objects_where_a_fragment_asks_for_them()
    {
        var id = await CreateThingAsync("""text: "target" """);
        var objectId = (await server.ValueAsync("thing.objectId", "query ($id: ID!) { thing(id: $id) { objectId } }", new { id }))!.ToString();

        await server.DataAsync("mutation ($a: [Any]) { createThing(input: {fields: {text: \"holder\", array: $a}}) { thing { id } } }", new { a = new object[] { new { __type = "Pointer", className = "Thing", objectId }, 5 } });

        Assert.Equal(
            """[{"__typename":"Thing","text":"target","objectId":"ID"},{"__typename":"Element","value":5}]""".Replace("ID", objectId, StringComparison.Ordinal),
            (await server.ValueAsync("things.edges.0.node.array", "{ things(where: {text: {equalTo: \"holder\"}}) { edges { node { array { __typename ... on Thing { text } ... on ParseObject { objectId } ... on Element { value } } } } } }"))!.ToJsonString());
    }

    private async Task<string> CreateThingAsync(string fields) =>
        (await server.ValueAsync("createThing.thing.id", $"mutation {{ createThing(input: {{fields: {{{fields}}}}}) {{ thing {{ id }} }} }}"))!.ToString();
}
