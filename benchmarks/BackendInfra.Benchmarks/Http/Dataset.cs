using BackendInfra.Core.Apps;
using BackendInfra.Core.Import;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Benchmarks.Http;

/// <summary>100,000 products in 100 categories and 200,000 orders; a quarter of the rows is hidden from the public by its ACL.</summary>
internal static class Dataset
{
    public const int Products = 100_000;
    public const int Orders = 200_000;
    public const int Categories = 100;
    private const int Batch = 5_000;

    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Acl?[] Acls = [Acl.Public, null, Acl.Public with { Write = [] }, Acl.MasterOnly with { Read = ["u1"] }];

    public static string ProductId(int i) => $"p{i:D9}";

    /// <summary>Products that everybody may read.</summary>
    public static bool IsPublic(int i) => i % Acls.Length != 3;

    public static async Task CreateAsync(App app, IObjectStore store, CancellationToken cancellationToken)
    {
        var category = new FieldDefinition("name", FieldType.String) { Required = true };
        await store.InTransactionAsync(
            app,
            async transaction =>
            {
                await transaction.ChangeSchemaAsync(
                    s => SchemaEditor.Create(s, Class("Category", [category]), app.Options), cancellationToken);
                await transaction.ChangeSchemaAsync(
                    s => SchemaEditor.Create(
                        s,
                        Class("Product", [new("name", FieldType.String), new("description", FieldType.String), new("price", FieldType.Number), new("categories", FieldType.Relation, "Category")])
                            with { AddIndexes = [new IndexDefinition("price", [new IndexKey("price")])] },
                        app.Options),
                    cancellationToken);
                return await transaction.ChangeSchemaAsync(
                    s => SchemaEditor.Create(
                        s,
                        Class("Order", [new("product", FieldType.Pointer, "Product"), new("firstName", FieldType.String), new("address", FieldType.String), new("quantity", FieldType.Number), new("delivered", FieldType.Boolean)]),
                        app.Options),
                    cancellationToken);
            },
            cancellationToken);

        await FillAsync(app, store, "Category", Categories, Category, cancellationToken);
        await FillAsync(app, store, "Product", Products, Product, cancellationToken);
        await FillAsync(app, store, "Order", Orders, Order, cancellationToken);
        await store.InTransactionAsync(
            app,
            async transaction =>
            {
                var product = transaction.Schema.Find("Product")!;
                for (var i = 0; i < Products; i += Batch)
                {
                    RelationMember[] members = [.. Enumerable.Range(i, Batch).SelectMany(p => new RelationMember[]
                    {
                        new(ProductId(p), CategoryId(p % Categories)),
                        new(ProductId(p), CategoryId((p * 7 + 3) % Categories)),
                    }).Distinct()];
                    await transaction.AddMembersAsync(product, product.Find("categories")!, members, cancellationToken);
                }

                return true;
            },
            cancellationToken);
    }

    private static ClassEdit Class(string name, FieldDefinition[] fields) =>
        new(name) { SetFields = [.. fields], Permissions = ClassLevelPermissions.Public };

    private static string CategoryId(int i) => $"c{i:D9}";

    private static async Task FillAsync(
        App app, IObjectStore store, string name, int count, Func<ClassSchema, int, ObjectRow> row, CancellationToken cancellationToken)
    {
        Console.Error.WriteLine($"Writing {count} rows of {name}");
        await store.InTransactionAsync(
            app,
            async transaction =>
            {
                var schema = transaction.Schema.Find(name)!;
                for (var i = 0; i < count; i += Batch)
                    await transaction.PutObjectsAsync(schema, [.. Enumerable.Range(i, Math.Min(Batch, count - i)).Select(n => row(schema, n))], cancellationToken);
                return true;
            },
            cancellationToken);
    }

    private static ObjectRow Category(ClassSchema schema, int i) =>
        new(CategoryId(i), At(i), At(i), Acl.Public, [(schema.Find("name")!, new StringValue($"Category {i}"))]);

    private static ObjectRow Product(ClassSchema schema, int i) => new(ProductId(i), At(i), At(i), Acls[i % Acls.Length], [
        (schema.Find("name")!, new StringValue($"Product {i}")),
        (schema.Find("description")!, new StringValue($"The {i}th of our products, made to be found, filtered and sorted as real ones are.")),
        (schema.Find("price")!, new NumberValue(i * 7919 % 100_000 / 100.0)),
    ]);

    private static ObjectRow Order(ClassSchema schema, int i) => new($"o{i:D9}", At(i), At(i), Acls[i % Acls.Length], [
        (schema.Find("product")!, new PointerValue("Product", ProductId(i * 31 % Products))),
        (schema.Find("firstName")!, new StringValue($"First {i}")),
        (schema.Find("address")!, new StringValue($"{i} Main Street, Springfield")),
        (schema.Find("quantity")!, new NumberValue(i % 9)),
        (schema.Find("delivered")!, BooleanValue.Of(i % 3 == 0)),
    ]);

    private static DateTimeOffset At(int i) => Start.AddSeconds(i);
}
