using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

public sealed class ReadScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>
{
    [Fact]
    public async Task An_object_is_created_and_read_with_everything_around_it()
    {
        var id = (await server.ValueAsync(
            "createOrder.order.id",
            """
            mutation {
              createOrder(input: {clientMutationId: "m1", fields: {
                cFirstName: "Ann", cLastName: "Lee", cAddress: "1 Road",
                product: {createAndLink: {name: "Tent", price: 80, categories: {createAndAdd: [{name: "Travel"}, {name: "Camp"}]}}}
              }}) { clientMutationId order { id delivered product { name price } } }
            }
            """))!.ToString();

        var data = await server.DataAsync(
            """
            query ($id: ID!) {
              order(id: $id) {
                __typename cFirstName delivered
                product { name price categories(order: [name_ASC]) { count edges { node { __typename name } } pageInfo { hasNextPage hasPreviousPage } } }
                ACL { public { read write } users { userId } roles { roleName } }
              }
            }
            """,
            new { id });

        Assert.Equal(
            """{"order":{"__typename":"Order","cFirstName":"Ann","delivered":false,"product":{"name":"Tent","price":80,"categories":{"count":2,"edges":[{"node":{"__typename":"ProductCategory","name":"Camp"}},{"node":{"__typename":"ProductCategory","name":"Travel"}}],"pageInfo":{"hasNextPage":false,"hasPreviousPage":false}}},"ACL":{"public":{"read":true,"write":true},"users":null,"roles":null}}}""",
            data.Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_typename_and_schema_answer_beside_classes()
    {
        var data = await server.DataAsync("""{ __typename health a: products(first: 0) { edges { node { id } } } t: __type(name: "Product") { name } }""", master: true);

        Assert.Equal("""{"__typename":"Query","health":true,"a":{"edges":[]},"t":{"name":"Product"}}""", data);
    }
}
