using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Tests.GraphQL;

/// <summary>Classes for tests, made as the schema APIs make them.</summary>
internal static class TestClasses
{
    private static readonly AppOptions Public = new() { DefaultClassLevelPermissions = DefaultPermissions.Public };

    /// <summary>The sample shop's classes, from the files that the server makes it of.</summary>
    public static SchemaSnapshot OfTheSampleShop() =>
        Server.Apps.SampleShop.Definitions().Aggregate(Empty, (snapshot, edit) => SchemaEditor.Create(snapshot, edit, Public));

    /// <summary>The article's three classes, in Parse's public mode.</summary>
    public static SchemaSnapshot Shop(SchemaSnapshot? before = null)
    {
        var snapshot = Create(before ?? Empty, new ClassEdit("ProductCategory")
        {
            SetFields = [new("name", FieldType.String) { Required = true }, new("description", FieldType.String)],
        });
        snapshot = Create(snapshot, new ClassEdit("Product")
        {
            SetFields =
            [
                new("name", FieldType.String) { Required = true },
                new("description", FieldType.String),
                new("categories", FieldType.Relation, "ProductCategory"),
                new("price", FieldType.Number) { Required = true, DefaultValue = new NumberValue(0) },
            ],
        });
        return Create(snapshot, new ClassEdit("Order")
        {
            SetFields =
            [
                new("product", FieldType.Pointer, "Product") { Required = true },
                new("cFirstName", FieldType.String) { Required = true },
                new("cLastName", FieldType.String) { Required = true },
                new("cAddress", FieldType.String) { Required = true },
                new("delivered", FieldType.Boolean) { Required = true, DefaultValue = BooleanValue.False },
            ],
        });
    }

    /// <summary>A class with a field of every type.</summary>
    public static SchemaSnapshot Everything(SchemaSnapshot before) => Create(before, new ClassEdit("Thing")
    {
        SetFields =
        [
            new("text", FieldType.String),
            new("number", FieldType.Number),
            new("flag", FieldType.Boolean),
            new("date", FieldType.Date),
            new("object", FieldType.Object),
            new("array", FieldType.Array),
            new("place", FieldType.GeoPoint),
            new("area", FieldType.Polygon),
            new("file", FieldType.File),
            new("bytes", FieldType.Bytes),
            new("owner", FieldType.Pointer, "Thing"),
            new("parts", FieldType.Relation, "Thing"),
            new("secret", FieldType.String),
        ],
    });

    /// <summary>Only the master key reaches it; and one whose field is hidden from everybody else.</summary>
    public static SchemaSnapshot Closed(SchemaSnapshot before)
    {
        var snapshot = SchemaEditor.Create(before, new ClassEdit("Vault") { SetFields = [new("code", FieldType.String)] }, new AppOptions());
        snapshot = Create(snapshot, new ClassEdit("Guest")
        {
            SetFields = [new("name", FieldType.String), new("pin", FieldType.String) { Required = true }, new("vault", FieldType.Pointer, "Vault"), new("vaults", FieldType.Relation, "Vault")],
            Permissions = ClassLevelPermissions.Public with { ProtectedFields = ClassLevelPermissions.Public.ProtectedFields.SetItem("*", ["pin"]) },
        });
        return snapshot;
    }

    public static SchemaSnapshot Empty { get; } = new("app_test", 1, []);

    public static SchemaSnapshot Create(SchemaSnapshot snapshot, ClassEdit edit) => SchemaEditor.Create(snapshot, edit, Public);

    public static SchemaSnapshot WithClasses(params string[] names) =>
        names.Aggregate(Empty, (snapshot, name) => snapshot.With(new ClassSchema(name) { Permissions = ClassLevelPermissions.Public }));
}
