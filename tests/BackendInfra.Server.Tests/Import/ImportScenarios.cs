using System.Globalization;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Server.Apps;
using BackendInfra.Server.Import;
using Xunit;

namespace BackendInfra.Server.Tests.Import;

/// <summary>Files on their way into PostgreSQL and out again.</summary>
[Collection(nameof(AloneCollection))]
public sealed class ImportScenarios(ImportBench bench) : IClassFixture<ImportBench>
{
    /// <summary>Every type, and values that are easily bent on the way.</summary>
    private const string Things = """
        {"results":[
        {"objectId":"zz","createdAt":"2020-02-29T23:59:59.999Z","updatedAt":"2020-03-01T00:00:00.000Z"},
        {"objectId":"a:b-c_d.e@f","createdAt":"2020-01-01T01:00:00.5+01:00","updatedAt":"2021-01-01T00:00:00.123Z",
         "ACL":{"*":{"read":true},"role:Editors":{"write":true},"u1":{"read":true,"write":true}},
         "text":"\"quoted\" \\ \u2028 é 😀\n%s {0} $1","number":1e300,"tiny":-0.1,"zero":-0,"flag":false,
         "date":{"__type":"Date","iso":"2024-01-31T12:00:00Z"},"place":{"__type":"GeoPoint","latitude":-33.5,"longitude":151.25},
         "area":{"__type":"Polygon","coordinates":[[0,0],[0,1],[1,1]]},"bytes":{"__type":"Bytes","base64":"AAEC/w=="},
         "file":{"__type":"File","name":"a b.png","url":"http://files.example/a%20b.png"},
         "owner":{"__type":"Pointer","className":"Owner","objectId":"o1"},"others":{"__type":"Relation","className":"Other"},
         "list":[1,"x",null,{"__type":"Date","iso":"2024-01-31T12:00:00.000Z"},{"__type":"Pointer","className":"Other","objectId":"p"},[[]]],
         "map":{"b":{"z":1,"a":[]},"":"empty key","__type2":true},"gone":null},
        {"objectId":"noacl","createdAt":"2020-01-01T00:00:00.000Z","updatedAt":"2020-01-01T00:00:00.000Z","ACL":{}}
        ]}
        """;

    [Fact]
    public async Task Our_sample_data_are_the_shop()
    {
        var app = await bench.CreateAppAsync();
        Assert.Equal(
            [("Order", 6), ("Product", 14), ("ProductCategory", 6), ("_Join:categories:Product", 18)],
            await ImportAllAsync(app, SampleShop.Files()));
        foreach (var (name, text) in await bench.ExportAsync(app))
            Assert.Equal(await File.ReadAllTextAsync(Repository.PathOf("schema", "shop", "data", name), TestContext.Current.CancellationToken), text);
    }

    [Fact]
    public async Task The_articles_files_import_unmodified()
    {
        var app = await bench.CreateAppAsync();
        Assert.Equal(
            [("Order", 4), ("Product", 10), ("ProductCategory", 5), ("_Join:categories:Product", 12)],
            await ImportAllAsync(app, Fixtures()));

        var files = await bench.ExportAsync(app);
        Assert.Contains("\"objectId\":\"I6cfAjOtnu\",\"createdAt\":\"2023-10-17T20:30:29.368Z\",\"updatedAt\":\"2023-10-17T20:34:04.168Z\"", files["Order.json"], StringComparison.Ordinal);
        Assert.Contains("{\"owningId\":\"TF6QB0Hdv2\",\"relatedId\":\"KGpWRtWw2K\"}", files["_Join\uA789categories\uA789Product.json"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_articles_files_import_into_the_sample_shop()
    {
        var app = await bench.CreateAppAsync();
        await bench.Host.Registry.ChangeAsync(
            app, snapshot => SampleShop.Definitions().Aggregate(snapshot, (current, edit) => SchemaEditor.Create(current, edit, app.Options)), TestContext.Current.CancellationToken);
        await ImportAllAsync(app, SampleShop.Files());
        Assert.Equal(4, (await ImportAllAsync(app, Fixtures())).Count);
    }

    [Fact]
    public async Task Repeating_an_import_changes_nothing()
    {
        var app = await bench.CreateAppAsync();
        await ImportAllAsync(app, SampleShop.Files());
        await bench.ImportAsync(app, "Thing.json", Things);
        var before = await bench.FingerprintAsync(app);

        await ImportAllAsync(app, SampleShop.Files());
        await bench.ImportAsync(app, "Thing.json", Things);
        Assert.Equal(before, await bench.FingerprintAsync(app));
    }

    [Fact]
    public async Task Rows_are_replaced_by_objectId_as_a_whole()
    {
        var app = await bench.CreateAppAsync();
        await bench.ImportAsync(app, "Thing.json", """[{"objectId":"a","x":1,"y":1,"ACL":{}},{"objectId":"b","x":2}]""");
        await bench.ImportAsync(app, "Thing.json", """{"objectId":"a","x":3,"createdAt":"2020-01-01T00:00:00.000Z"}""");
        var text = (await bench.ExportAsync(app))["Thing.json"];
        Assert.Contains("""{"objectId":"a","createdAt":"2020-01-01T00:00:00.000Z","updatedAt":"2020-01-01T00:00:00.000Z","x":3}""", text, StringComparison.Ordinal);
        Assert.Contains("\"x\":2", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_rows_with_one_objectId_the_later_counts()
    {
        var app = await bench.CreateAppAsync();
        await bench.ImportAsync(app, "Thing.json", """[{"objectId":"a","x":1},{"objectId":"a","x":2}]""");
        var text = (await bench.ExportAsync(app))["Thing.json"];
        Assert.Contains("\"x\":2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"x\":1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_exported_imports_into_an_empty_app_and_exports_the_same_bytes()
    {
        var app = await bench.CreateAppAsync();
        await ImportAllAsync(app, SampleShop.Files());
        await bench.ImportAsync(app, "Thing.json", Things);
        await bench.ImportAsync(app, "_Join:others:Thing.json", """[{"owningId":"zz","relatedId":"missing"},{"owningId":"zz","relatedId":"a"}]""");
        await bench.ImportAsync(app, "Empty.json", """{"results":[]}""");
        var first = await bench.ExportAsync(app);
        Assert.Equal("{\"results\":[\n]}\n", first["Empty.json"]);
        Assert.Contains("\"ACL\":{}", first["Thing.json"], StringComparison.Ordinal);

        var other = await bench.CreateAppAsync();
        await ImportAllAsync(other, first.Select(file => ImportBench.Source(file.Key, file.Value)));
        Assert.Equal(first, await bench.ExportAsync(other));
    }

    [Fact]
    public async Task Some_classes_are_exported_with_their_relations()
    {
        var app = await bench.CreateAppAsync();
        await ImportAllAsync(app, SampleShop.Files());
        Assert.Equal(["Product.json", "_Join\uA789categories\uA789Product.json"], (await bench.ExportAsync(app, "Product")).Keys);
        Assert.Equal(ErrorCode.InvalidClassName, (await Assert.ThrowsAsync<ParseException>(() => bench.ExportAsync(app, "Produkt"))).Code);
    }

    [Fact]
    public async Task Classes_and_fields_are_made_from_the_data_and_protected()
    {
        var app = await bench.CreateAppAsync();
        var result = await bench.ImportAsync(app, "Thing.json", Things);
        Assert.True(result.CreatedClass);

        var schema = (await bench.Host.Registry.GetAsync(app, TestContext.Current.CancellationToken)).Find("Thing")!;
        Assert.Equal(ClassLevelPermissions.Protected, schema.Permissions);
        Assert.Equal(
            "area Polygon, bytes Bytes, date Date, file File, flag Boolean, list Array, map Object, number Number, others Relation<Other>, owner Pointer<Owner>, place GeoPoint, text String, tiny Number, zero Number",
            string.Join(", ", schema.CustomFields.Select(f => $"{f.Name} {f.TypeName}")));
        Assert.Equal(["Other"], schema.Find("list")!.PointedClasses);
        Assert.True(schema.Find("owner")!.Promoted);

        result = await bench.ImportAsync(app, "Thing.json", """{"objectId":"a","number":1,"colour":"red"}""");
        Assert.Equal((false, "colour"), (result.CreatedClass, Assert.Single(result.AddedFields)));
    }

    [Fact]
    public async Task Only_the_master_key_imports()
    {
        var app = await bench.CreateAppAsync();
        foreach (var principal in new[] { Principal.Anonymous, Principal.User("u", ["Admin"]), Principal.ReadOnlyMaster })
        {
            var refusal = await Assert.ThrowsAsync<ParseException>(() => bench.Importer.ImportAsync(
                app, principal, ImportBench.Source("Thing.json", "[]"), new ImportOptions(), null, TestContext.Current.CancellationToken));
            Assert.Equal(ErrorCode.OperationForbidden, refusal.Code);
        }
    }

    [Fact]
    public async Task A_hundred_thousand_rows_stream_through_bounded_memory()
    {
        const int Rows = 100_000;
        var app = await bench.CreateAppAsync();
        var file = new ImportSource("Thing.json", null, () => new RowStream(Rows, number =>
            $$"""{"objectId":"{{number.ToString("D8", CultureInfo.InvariantCulture)}}","createdAt":"2020-01-01T00:00:00.000Z","updatedAt":"2020-01-01T00:00:00.000Z","number":{{number}},"text":"{{new string('x', 900)}}"}"""));
        var memory = new MemoryProbe();
        var result = await bench.Importer.ImportAsync(app, Principal.Master, file, new ImportOptions(), memory, TestContext.Current.CancellationToken);

        Assert.Equal(Rows, result.Rows);
        // The file is 100 MB; a batch of it, in all its forms, is a few.
        Assert.InRange(memory.Growth, 0, 40 * 1024 * 1024);
    }

    private async Task<List<(string, long)>> ImportAllAsync(Core.Apps.App app, IEnumerable<ImportSource> sources)
    {
        var results = new List<(string, long)>();
        foreach (var source in sources.OrderBy(file => ImportTarget.FromFileName(file.Name).Relation is not null).ThenBy(file => file.Name, StringComparer.Ordinal))
        {
            var result = await bench.ImportAsync(app, source);
            results.Add((result.Target.ToString(), result.Rows));
        }

        return results;
    }

    private static IEnumerable<ImportSource> Fixtures()
    {
        var folder = Repository.PathOf("..", "shared", "fixtures", "shop");
        Assert.SkipUnless(Directory.Exists(folder), "the article's export files are not beside the repository (../shared/fixtures/shop)");
        return Directory.EnumerateFiles(folder, "*.json").Select(ImportSource.FromFile);
    }
}
