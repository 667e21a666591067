using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

/// <summary>What mutations tell of the objects that they have written.</summary>
public sealed class AnswerScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>
{
    private const string Update = "mutation ($id: ID!, $f: UpdateThingFieldsInput) { updateThing(input: {id: $id, fields: $f}) { thing { text owner { text owner { text } } parts(order: [text_ASC]) { count edges { node { text } } } } } }";

    [Fact]
    public async Task An_object_that_points_to_itself_is_told_as_it_is_after_the_write()
    {
        var id = await CreateAsync("""text: "before" """);

        Assert.Equal(
            """{"updateThing":{"thing":{"text":"after","owner":{"text":"after","owner":{"text":"after"}},"parts":{"count":1,"edges":[{"node":{"text":"after"}}]}}}}""",
            await server.DataAsync(Update, new { id, f = new { text = "after", owner = new { link = id }, parts = new { add = new[] { id } } } }));
    }

    [Fact]
    public async Task Nothing_is_told_of_an_object_that_cannot_be_written()
    {
        var id = await CreateAsync("""text: "closed", ACL: {public: {read: true, write: false}} """);

        var answer = await server.AskAsync(Update, new { id, f = new { text = "x" } });

        Assert.Equal("""{"updateThing":null}""", answer["data"]!.ToJsonString());
        Assert.Equal("101", answer["errors"]![0]!["extensions"]!["code"]!.ToString());
        Assert.Equal("closed", (await server.ValueAsync("thing.text", "query ($id: ID!) { thing(id: $id) { text } }", new { id }))!.ToString());
    }

    [Fact]
    public async Task Pointers_to_other_classes_are_told_in_every_payload_alias()
    {
        var product = (await server.ValueAsync("createProduct.product.id", """mutation { createProduct(input: {fields: {name: "Lamp", price: 2, categories: {createAndAdd: [{name: "Light"}]}}}) { product { id } } }"""))!.ToString();

        Assert.Equal(
            """{"createOrder":{"a":{"delivered":false,"product":{"name":"Lamp","categories":{"edges":[{"node":{"name":"Light"}}]}}},"b":{"cFirstName":"Ann"}}}""",
            await server.DataAsync(
                """mutation ($p: ID!) { createOrder(input: {fields: {cFirstName: "Ann", cLastName: "x", cAddress: "y", product: {link: $p}}}) { a: order { delivered product { name categories { edges { node { name } } } } } b: order { cFirstName } } }""",
                new { p = product }));
    }

    [Fact]
    public async Task A_protected_field_is_told_to_nobody_but_the_master_key()
    {
        const string create = """mutation { createGuest(input: {fields: {name: "G", pin: "1234"}}) { guest { name pin vault { code } } } }""";

        Assert.Null((await server.ValueAsync("createGuest.guest", """mutation { createGuest(input: {fields: {name: "G", pin: "1234"}}) { guest { name pin } } }"""))!["pin"]);
        Assert.Equal("119", (await server.ErrorAsync(create)).Code);
        Assert.Equal("1234", (await server.ValueAsync("createGuest.guest.pin", create, master: true))!.ToString());
    }

    [Fact]
    public async Task Deleting_with_an_answer_needs_the_right_to_read()
    {
        var id = await CreateAsync("""text: "writable", ACL: {public: {read: false, write: true}} """);

        Assert.Equal("101", (await server.ErrorAsync("mutation ($id: ID!) { deleteThing(input: {id: $id}) { thing { text } } }", new { id })).Code);
        Assert.Equal("writable", (await server.ValueAsync("thing.text", "query ($id: ID!) { thing(id: $id) { text } }", new { id }, master: true))!.ToString());
        await server.DataAsync("mutation ($id: ID!) { deleteThing(input: {id: $id}) { thing { id } } }", new { id });
        Assert.Equal("101", (await server.ErrorAsync("query ($id: ID!) { thing(id: $id) { text } }", new { id }, master: true)).Code);
    }

    [Fact]
    public async Task A_deleted_object_is_told_with_its_relations()
    {
        var id = await CreateAsync("""text: "owner", owner: {createAndLink: {text: "boss"}}, parts: {createAndAdd: [{text: "a"}, {text: "b"}]} """);

        Assert.Equal(
            """{"text":"owner","owner":{"text":"boss"},"parts":{"edges":[{"node":{"text":"a"}},{"node":{"text":"b"}}]}}""",
            (await server.ValueAsync("deleteThing.thing", "mutation ($id: ID!) { deleteThing(input: {id: $id}) { thing { text owner { text } parts(order: [text_ASC]) { edges { node { text } } } } } }", new { id }))!.ToJsonString());
    }

    [Fact]
    public async Task Variables_reach_the_arguments_below_the_payload()
    {
        var created = await server.ValueAsync(
            "createThing.thing.parts.edges",
            "mutation ($t: String, $n: Int) { createThing(input: {fields: {parts: {createAndAdd: [{text: \"a\"}, {text: \"b\"}, {text: \"c\"}]}}}) { thing { parts(where: {text: {greaterThan: $t}}, first: $n, order: [text_ASC]) { edges { node { text } } } } } }",
            new { t = "a", n = 1 });

        Assert.Equal("""[{"node":{"text":"b"}}]""", created!.ToJsonString());
    }

    private async Task<string> CreateAsync(string fields) =>
        (await server.ValueAsync("createThing.thing.id", $"mutation {{ createThing(input: {{fields: {{{fields}}}}}) {{ thing {{ id }} }} }}"))!.ToString();
}
