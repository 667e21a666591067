using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

/// <summary>The class registry through GraphQL (reference §11), and schemas that change under way.</summary>
public sealed class ClassScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>
{
    [Fact]
    public async Task A_class_is_made_changed_used_and_deleted()
    {
        Assert.Equal(
            """{"createClass":{"clientMutationId":"1","class":{"name":"Car","schemaFields":[{"__typename":"SchemaACLField","name":"ACL"},{"__typename":"SchemaDateField","name":"createdAt"},{"__typename":"SchemaPointerField","name":"maker","targetClassName":"Product"},{"__typename":"SchemaStringField","name":"model"},{"__typename":"SchemaStringField","name":"objectId"},{"__typename":"SchemaDateField","name":"updatedAt"}]}}}""",
            await server.DataAsync("mutation { createClass(input: {clientMutationId: \"1\", name: \"Car\", schemaFields: {addStrings: [{name: \"model\"}], addPointers: [{name: \"maker\", targetClassName: \"Product\"}]}}) { clientMutationId class { name schemaFields { __typename name ... on SchemaPointerField { targetClassName } } } } }", master: true));
        await server.DataAsync("mutation { updateClass(input: {name: \"Car\", schemaFields: {addNumbers: [{name: \"seats\"}], addGeoPoint: {name: \"at\"}, remove: [{name: \"maker\"}, {name: \"unknown\"}]}}) { class { name } } }", master: true);
        Assert.Equal(
            """{"createCar":{"car":{"model":"T","seats":4}}}""",
            await server.DataAsync("mutation { createCar(input: {fields: {model: \"T\", seats: 4}}) { car { model seats } } }", master: true));
        Assert.Equal("255", (await server.ErrorAsync("mutation { deleteClass(input: {name: \"Car\"}) { class { name } } }", master: true)).Code);

        var id = await server.ValueAsync("cars.edges.0.node.id", "{ cars { edges { node { id } } } }", master: true);
        await server.DataAsync("mutation ($id: ID!) { deleteCar(input: {id: $id}) { car { model } } }", new { id = id!.ToString() }, master: true);
        Assert.Equal("""{"deleteClass":{"class":{"name":"Car"}}}""", await server.DataAsync("mutation { deleteClass(input: {name: \"Car\"}) { class { name } } }", master: true));
        Assert.True((await server.AskAsync("{ cars { count } }", master: true)).ContainsKey("errors"));
    }

    [Theory]
    [InlineData("{ classes { name } }")]
    [InlineData("{ class(name: \"Product\") { name } }")]
    [InlineData("mutation { createClass(input: {name: \"X\"}) { class { name } } }")]
    public async Task The_master_key_is_needed(string query) =>
        Assert.Equal(("119", "unauthorized: master key is required"), await server.ErrorAsync(query));

    [Theory]
    [InlineData("mutation { createClass(input: {name: \"Product\"}) { class { name } } }", "103", "Class Product already exists.")]
    [InlineData("mutation { updateClass(input: {name: \"Nope\"}) { class { name } } }", "103", "Class Nope does not exist.")]
    [InlineData("mutation { deleteClass(input: {name: \"Nope\"}) { class { name } } }", "103", "Class Nope does not exist.")]
    [InlineData("{ class(name: \"Nope\") { name } }", "103", "Class Nope does not exist.")]
    [InlineData("mutation { createClass(input: {name: \"Twice\", schemaFields: {addStrings: [{name: \"f\"}], addNumbers: [{name: \"f\"}]}}) { class { name } } }", "105", "Duplicated field name: f")]
    [InlineData("mutation { updateClass(input: {name: \"Product\", schemaFields: {addStrings: [{name: \"price\"}]}}) { class { name } } }", "255", null)]
    public async Task Bad_changes_are_refused(string query, string code, string? message)
    {
        var error = await server.ErrorAsync(query, master: true);

        Assert.Equal(code, error.Code);
        if (message is not null)
            Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task Adding_a_field_that_is_there_keeps_what_it_requires()
    {
        await server.DataAsync("mutation { updateClass(input: {name: \"Product\", schemaFields: {addStrings: [{name: \"name\"}]}}) { class { name } } }", master: true);

        Assert.Equal("142", (await server.ErrorAsync("mutation ($f: CreateProductFieldsInput) { createProduct(input: {fields: $f}) { product { id } } }", new { f = new { name = "" } })).Code);
    }
}
