namespace BackendInfra.Benchmarks.Http;

/// <summary>One question, asked of the product and of the hand-written endpoint.</summary>
/// <param name="Kind">The product's request in <c>scenario.lua</c>.</param>
/// <param name="Document">The GraphQL document, or nothing for REST; <see cref="SessionToken"/> stands for a user's token.</param>
/// <param name="BareKind">The hand-written endpoint's request.</param>
internal sealed record Scenario(string Name, string Kind, string Document, string BareKind, string BarePath)
{
    public const string SessionToken = "SESSION";

    public static readonly IReadOnlyList<Scenario> All =
    [
        new("REST get by id", "rest-get", "", "bare-id", "/rest/get"),
        new("REST get by id, signed in", "rest-get-user", SessionToken, "bare-id", "/rest/get"),
        new("GraphQL get by id", "graphql-id", "query($id: ID!) { product(id: $id) { objectId name price } }", "bare-id", "/graphql/get"),
        new("REST page of 20, filtered, ordered", "rest-page", "", "bare-price", "/rest/page"),
        new("GraphQL page of 20, filtered, ordered", "graphql-price", "query($price: Float) { products(where: { price: { greaterThan: $price } }, order: [price_ASC], first: 20) { edges { node { objectId name price } } } }", "bare-price", "/graphql/page"),
        new("REST 20 orders with product", "rest-orders", "", "bare-plain", "/rest/orders"),
        new("GraphQL 20 orders with product", "graphql-plain", "{ orders(order: [createdAt_DESC], first: 20) { edges { node { objectId firstName product { objectId name price } } } } }", "bare-plain", "/graphql/orders"),
        new("GraphQL 20 orders, product, categories", "graphql-plain", "{ orders(order: [createdAt_DESC], first: 20) { edges { node { objectId firstName product { name categories { edges { node { name } } } } } } } }", "bare-plain", "/graphql/nested"),
        new("REST count of 1 %", "rest-count", "", "bare-price", "/rest/count"),
        new("GraphQL count of 1 %", "graphql-range", "query($from: Float, $to: Float) { products(where: { price: { greaterThan: $from, lessThan: $to } }) { count } }", "bare-price", "/graphql/count"),
        new("REST create", "rest-create", "", "bare-create", ""),
        new("GraphQL create", "graphql-create", "mutation($fields: CreateOrderFieldsInput) { createOrder(input: { fields: $fields }) { order { objectId createdAt } } }", "bare-create", ""),
        new("Signed-in user's page of 20 of 200,000 orders", "user-page", "", "bare-user-page", ""),
        new("User's update of an own order", "user-update", "", "bare-user-update", ""),
        new("User's log-in", "user-login", "", "bare-user-login", "") { Connections = 4 },
    ];

    /// <summary>As many at once. A log-in takes a core for its hash, so that more would only wait.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>Whether its answers are compared apart, because each holds something new or needs a session.</summary>
    public bool IsOfUsers => Kind.StartsWith("user-", StringComparison.Ordinal);
}
