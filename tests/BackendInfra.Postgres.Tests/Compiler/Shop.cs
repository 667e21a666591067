using System.Collections.Immutable;
using BackendInfra.Core.Import;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Postgres.Tests.Compiler;

/// <summary>A small shop whose ids and dates are fixed, so that goldens can hold results.</summary>
public sealed class Shop(PostgresServer server) : IAsyncLifetime
{
    private static readonly Acl OfAnna = new(Acl.MasterOnly.Read.Add("anna"), Acl.MasterOnly.Write.Add("anna"));

    public PostgresHost Host { get; private set; } = null!;

    public SchemaSnapshot Schema { get; private set; } = null!;

    public ClassSchema Category => Schema.Find("Category")!;

    public ClassSchema Product => Schema.Find("Product")!;

    public ClassSchema Order => Schema.Find("Order")!;

    /// <summary>A class whose rows are for those they name, with a field that only the owner sees.</summary>
    public ClassSchema Errand => Schema.Find("Errand")!;

    public async ValueTask InitializeAsync()
    {
        var ct = CancellationToken.None;
        Host = await PostgresHost.StartAsync(server, null, ct);
        await Create("Category", new("name", FieldType.String), new("parent", FieldType.Pointer, "Category"), new("products", FieldType.Relation, "Product"));
        await Create(
            "Product",
            new("name", FieldType.String), new("price", FieldType.Number), new("inStock", FieldType.Boolean), new("since", FieldType.Date),
            new("details", FieldType.Object), new("tags", FieldType.Array) { PointedClasses = ["Category"] }, new("place", FieldType.GeoPoint), new("area", FieldType.Polygon),
            new("photo", FieldType.File), new("code", FieldType.Bytes), new("main", FieldType.Pointer, "Category"), new("categories", FieldType.Relation, "Category"));
        Schema = await Create("Order", new("product", FieldType.Pointer, "Product"), new("count", FieldType.Number));
        Schema = await Host.Registry.ChangeAsync(
            Host.App,
            snapshot => SchemaEditor.Update(snapshot, new ClassEdit("Product") { AddIndexes = [new IndexDefinition("price", [new IndexKey("price")])] }, Host.App.Options),
            ct);

        Schema = await Host.CreateClassAsync(
            new ClassEdit("Errand")
            {
                SetFields = [new("owner", FieldType.Pointer, "_User"), new("team", FieldType.Array), new("note", FieldType.String), new("shop", FieldType.Relation, "Category")],
                Permissions = ClassLevelPermissions.Protected with
                {
                    ReadUserFields = ["owner", "team"],
                    ProtectedFields = ClassLevelPermissions.Protected.ProtectedFields.Add("*", ["note", "shop"]).Add("userField:owner", []),
                },
            },
            ct);
        await PutAsync(
            Errand,
            Row("e1", null, ("owner", new PointerValue("_User", "anna")), ("note", Text("hers"))),
            Row("e2", null, ("owner", new PointerValue("_User", "bob")), ("team", new ArrayValue([new PointerValue("_User", "anna")])), ("note", Text("his"))),
            Row("e3", null, ("note", Text("nobody's"))));
        await PutAsync(
            Category,
            Row("c1", null, ("name", Text("All"))),
            Row("c2", null, ("name", Text("Light 100%")), ("parent", new PointerValue("Category", "c1"))),
            Row("c3", OfAnna, ("name", Text("Hidden")), ("parent", new PointerValue("Category", "c2"))));
        await PutAsync(
            Product,
            Row("p1", null, ("name", Text("Lamp")), ("price", new NumberValue(10.5)), ("inStock", BooleanValue.True), ("since", new DateValue("2024-01-31T00:00:00.000Z")), ("main", new PointerValue("Category", "c2")), ("tags", new ArrayValue([Text("a"), new PointerValue("Category", "c2"), new PointerValue("Category", "c3")])), ("details", Map(("size", new NumberValue(3)), ("color", Text("red"))))),
            Row("p2", null, ("name", Text("Lantern \"L\"")), ("price", new NumberValue(20)), ("main", new PointerValue("Category", "c3")), ("place", new GeoPointValue(1.5, -2)), ("photo", new FileValue("l.png", null)), ("code", new BytesValue("YQ=="))),
            Row("p3", OfAnna, ("name", Text("Candle")), ("price", new NumberValue(10.5)), ("area", new PolygonValue([new(0, 0), new(0, 1), new(1, 1), new(0, 0)]))),
            Row("p4", null, ("name", Text("Box"))));
        await PutAsync(
            Order,
            Row("o1", null, ("product", new PointerValue("Product", "p1")), ("count", new NumberValue(2))),
            Row("o2", null, ("product", new PointerValue("Product", "p3")), ("count", new NumberValue(1))));
        await JoinAsync(Product, "categories", ("p1", "c1"), ("p1", "c2"), ("p1", "c3"), ("p2", "c2"), ("p3", "c1"));
        await JoinAsync(Category, "products", ("c1", "p1"), ("c1", "p3"), ("c2", "p1"), ("c2", "p2"), ("c2", "p3"));
    }

    public async ValueTask DisposeAsync() => await Host.DisposeAsync();

    private Task<SchemaSnapshot> Create(string name, params FieldDefinition[] fields) =>
        Host.CreateClassAsync(new ClassEdit(name) { SetFields = [.. fields], Permissions = ClassLevelPermissions.Public }, CancellationToken.None);

    private Task PutAsync(ClassSchema schema, params ObjectState[] rows) => Host.Store.InTransactionAsync(
        Host.App,
        async transaction =>
        {
            await transaction.PutObjectsAsync(
                schema,
                [.. rows.Select(row => new ObjectRow(row.Id, row.CreatedAt, row.CreatedAt, row.Acl, [.. row.Values.Select(v => (schema.Find(v.Field)!, v.Value))]))],
                CancellationToken.None);
            return true;
        },
        CancellationToken.None);

    private Task JoinAsync(ClassSchema schema, string relation, params (string Owner, string Member)[] members) => Host.Store.InTransactionAsync(
        Host.App,
        transaction => transaction.AddMembersAsync(schema, schema.Find(relation)!, [.. members.Select(m => new RelationMember(m.Owner, m.Member))], CancellationToken.None),
        CancellationToken.None);

    private static ObjectState Row(string id, Acl? acl, params (string, ParseValue)[] values) =>
        new(id, new DateTimeOffset(2024, 1, id[1] - '0', 0, 0, 0, TimeSpan.Zero), acl, values);

    private static StringValue Text(string text) => new(text);

    private static ObjectValue Map(params (string Key, ParseValue Value)[] members) =>
        new(members.ToImmutableSortedDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal));

    private sealed record ObjectState(string Id, DateTimeOffset CreatedAt, Acl? Acl, (string Field, ParseValue Value)[] Values);
}
