namespace BackendInfra.Server.Tests.GraphQL.Differential;

/// <summary>A class of the golden cases' app, as the questions need it.</summary>
/// <param name="Fields">Name and type; a pointer or relation names its class after a space.</param>
internal sealed record AskedClass(string Name, string Find, params (string Name, string Type)[] Fields)
{
    public static readonly IReadOnlyList<AskedClass> All =
    [
        new("Category", "categories", ("name", "String"), ("rank", "Number"), ("parent", "Pointer Category")),
        new("Product", "products", ("name", "String"), ("text", "String"), ("price", "Number"), ("sku", "String"), ("available", "Boolean"), ("launched", "Date"),
            ("tags", "Array"), ("stock", "Object"), ("category", "Pointer Category"), ("maker", "Pointer Maker"), ("categories", "Relation Category")),
        new("Maker", "makers", ("name", "String"), ("town", "String"), ("secret", "String")),
        new("Order", "orders", ("product", "Pointer Product"), ("buyer", "String"), ("quantity", "Number"), ("delivered", "Boolean"), ("placed", "Date")),
        new("Store", "stores", ("name", "String"), ("at", "GeoPoint"), ("code", "Bytes"), ("hours", "Object"), ("products", "Relation Product")),
        new("Note", "notes", ("text", "String"), ("size", "Number")),
        new("Vault", "vaults", ("code", "String")),
        new("Safe", "safes", ("name", "String"), ("vault", "Pointer Vault"), ("vaults", "Relation Vault")),
        new("Member", "members", ("name", "String")),
    ];

    public static AskedClass Of(string name) => All.Single(asked => asked.Name == name);
}
