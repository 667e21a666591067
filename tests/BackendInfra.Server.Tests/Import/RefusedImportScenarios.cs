using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using Xunit;

namespace BackendInfra.Server.Tests.Import;

/// <summary>An import that fails says where and why, and has changed nothing.</summary>
public sealed class RefusedImportScenarios(ImportBench bench) : IClassFixture<ImportBench>
{
    [Theory]
    [InlineData("Product.json", """{"results":[{"objectId":"p1","name":"a","price":1},{"objectId":"p2","name":"b" "price":1}]}""", 107, "Product.json, row 2: Invalid JSON at line 1, byte ")]
    [InlineData("Product.json", """{"results":[{"objectId":"p1","name":"a","price":1}""", 107, "Product.json, row 2: Invalid JSON at line 1, byte ")]
    [InlineData("Product.json", "", 107, "Product.json: The file is empty.")]
    [InlineData("Product.json", """[{"objectId":"p1","name":"a","price":1},7]""", 107, "Product.json, row 2: A row must be an object, but it is a Number.")]
    [InlineData("Product.json", """[{"objectId":"p1","name":"a","price":1},{"objectId":"p/2","name":"b","price":1}]""", 104, "Product.json, row 2: Invalid objectId: p/2")]
    [InlineData("Product.json", """[{"objectId":"p1","name":"a","price":1},{"name":"b","price":1}]""", 104, "Product.json, row 2: objectId is missing.")]
    [InlineData("Product.json", """[{"objectId":"p1","name":"a","price":1},{"objectId":"p2","name":"b","price":"1"}]""", 111, "Product.json, row 2: schema mismatch for Product.price; expected Number but got String")]
    [InlineData("Product.json", """[{"objectId":"p1","name":"a","price":1},{"objectId":"p2","name":"","price":1}]""", 142, "Product.json, row 2: name is required")]
    [InlineData("Product.json", """[{"objectId":"p1","name":"a","price":1,"new":1},{"objectId":"p2","name":"b","price":1,"new":"1"}]""", 111, "Product.json, row 2: schema mismatch for Product.new; expected Number but got String")]
    [InlineData("Product.json", """[{"objectId":"p1","name":"a","price":1},{"objectId":"p2","name":"b","price":1,"categories":{"__type":"Relation","className":"Other"}}]""", 111, "Product.json, row 2: schema mismatch for Product.categories; expected Relation<ProductCategory> but got Relation<Other>")]
    [InlineData("Product.json", """[{"objectId":"p1","name":"a","price":1},{"objectId":"p2","name":"b","price":1,"due":{"__type":"Date","iso":"soon"}}]""", 107, "Product.json, row 2: due: Invalid date: soon.")]
    [InlineData("Product.json", """[{"objectId":"p1","name":"a","price":1},{"objectId":"p2","name":"b","price":1,"ACL":{"*":{"write":1}}}]""", 123, "Product.json, row 2: Invalid ACL: ")]
    [InlineData("Product.json", """[{"objectId":"p1","name":"a","price":1},{"objectId":"p2","name":"b","price":1,"__proto__":1}]""", 105, "Product.json, row 2: Invalid key name: __proto__")]
    [InlineData("Product.json", """[{"objectId":"p1","name":"a","price":1},{"objectId":"p2","name":"b","price":1,"_hashed_password":"x"}]""", 105, "Product.json, row 2: Invalid key name: _hashed_password")]
    [InlineData("Product.json", """[{"objectId":"p1","name":"a","price":1,"g":{"__type":"GeoPoint","latitude":0,"longitude":0},"h":{"__type":"GeoPoint","latitude":0,"longitude":0}}]""", 111, "Product.json: currently, only one GeoPoint field may exist in an object.")]
    [InlineData("New.json", """[{"objectId":"n1","a":1},{"objectId":"n2","a":{"__type":"Pointer","className":"Bad Class","objectId":"x"}}]""", 103, "New.json, row 2: a: Invalid classname: Bad Class")]
    [InlineData("_Join:categories:Product.json", """[{"owningId":"sample","relatedId":"c1"},{"owningId":"nobody","relatedId":"c1"}]""", 101, "_Join:categories:Product.json, row 2: Product has no object with the owningId nobody. Import Product.json first, or leave such members out with --skip-orphans.")]
    [InlineData("_Join:categories:Product.json", """[{"owningId":"sample","relatedId":"c1"},{"owningId":"sample"}]""", 104, "_Join:categories:Product.json, row 2: relatedId is missing.")]
    [InlineData("_Join:categories:Product.json", """[{"owningId":"sample","relatedId":"c1"},{"owningId":"sample","relatedId":5}]""", 104, "_Join:categories:Product.json, row 2: Invalid relatedId: 5")]
    [InlineData("_Join:categories:Product.json", """[{"owningId":"sample","relatedId":"c1","more":1}]""", 105, "_Join:categories:Product.json, row 1: Invalid key name: more")]
    [InlineData("_Join:tags:Product.json", """[{"owningId":"sample","relatedId":"c1"}]""", 111, "_Join:tags:Product.json: Product has no relation tags.")]
    [InlineData("_Join:name:Product.json", """[{"owningId":"sample","relatedId":"c1"}]""", 111, "_Join:name:Product.json: Product has no relation name.")]
    [InlineData("_Join:categories:Missing.json", """[{"owningId":"sample","relatedId":"c1"}]""", 103, "_Join:categories:Missing.json: The app has no class Missing. Import Missing.json first.")]
    [InlineData("my file.json", "[]", 103, "my file.json: 'my file.json' names no class.")]
    [InlineData("_JobStatus.json", "[]", 103, "_JobStatus.json: _JobStatus belongs to the server that it comes from, and is not imported.")]
    [InlineData("_Session.json", "[]", 103, "_Session.json: Sessions are imported with --with-sessions only")]
    [InlineData("_SCHEMA.json", """{"_id":"Good","a":"string"}{"_id":"Bad","a":"integer"}""", 111, "_SCHEMA.json, row 2: a has the type integer, which does not exist.")]
    [InlineData("_SCHEMA.json", """{"_id":"Good","a":"string"}{"_id":"Product","price":"string"}""", 255, "_SCHEMA.json, row 2: Field price exists, cannot update.")]
    [InlineData("_SCHEMA.json", """{"_id":"Good","a":"string","_metadata":{"class_permissions":{"find":{"*":true},"protectedFields":{"*":["gone"]}}}}""", 107, "_SCHEMA.json, row 1: Field 'gone' in the class level permissions of Good does not exist")]
    [InlineData("_SCHEMA.json", """{"results":[{"className":"bad name","fields":{}}]}""", 103, "_SCHEMA.json, row 1: Invalid classname: bad name")]
    public async Task It_changes_nothing(string name, string text, int code, string message)
    {
        var app = await ShopAsync();
        var before = await bench.FingerprintAsync(app);

        var refusal = await Assert.ThrowsAsync<ParseException>(() => bench.ImportAsync(app, name, text));
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(code, (int)refusal.Code);
        Assert.Equal(before, await bench.FingerprintAsync(app));
    }

    [Theory]
    [InlineData("Product.json", """[{"objectId":"p1","name":"a","price":1},{"objectId":"p2","name":"b","price":1,"new":1}]""", "Product.json, row 2: Product has no field new, and --strict adds none.")]
    [InlineData("New.json", """[{"objectId":"p1"}]""", "New.json: The app has no class New, and --strict adds none.")]
    public async Task Strict_adds_nothing_to_the_schema(string name, string text, string message)
    {
        var app = await ShopAsync();
        var before = await bench.FingerprintAsync(app);
        Assert.Equal(message, (await Assert.ThrowsAsync<ParseException>(() => bench.ImportAsync(app, name, text, strict: true))).Message);
        Assert.Equal(before, await bench.FingerprintAsync(app));
    }

    [Fact]
    public async Task A_unique_value_that_is_taken_names_its_row()
    {
        var app = await ShopAsync();
        await bench.Host.Registry.ChangeAsync(
            app,
            snapshot => SchemaEditor.Update(snapshot, new ClassEdit("Product") { AddIndexes = [new IndexDefinition("names", [new IndexKey("name")], Unique: true)] }, app.Options),
            TestContext.Current.CancellationToken);
        var before = await bench.FingerprintAsync(app);

        var text = new StringBuilder();
        for (var i = 1; i <= 2500; i++)
            text.Append("{\"objectId\":\"p").Append(i).Append("\",\"price\":1,\"name\":\"").Append(i == 1503 ? "product 7" : $"product {i}").Append("\"}\n");
        var refusal = await Assert.ThrowsAsync<ParseException>(() => bench.ImportAsync(app, "Product.json", text.ToString()));
        Assert.Equal(ErrorCode.DuplicateValue, refusal.Code);
        Assert.StartsWith("Product.json, row 1503: A duplicate value", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await bench.FingerprintAsync(app));
    }

    [Fact]
    public async Task A_missing_owner_is_found_in_any_batch()
    {
        var app = await ShopAsync();
        var text = string.Concat(Enumerable.Range(1, 12_000).Select(i => $$"""{"owningId":"{{(i == 11_111 ? "nobody" : "sample")}}","relatedId":"c{{i}}"}{{"\n"}}"""));
        var refusal = await Assert.ThrowsAsync<ParseException>(() => bench.ImportAsync(app, "_Join:categories:Product.json", text));
        Assert.StartsWith("_Join:categories:Product.json, row 11111: Product has no object", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c1", (await bench.ExportAsync(app))["_Join\uA789categories\uA789Product.json"], StringComparison.Ordinal);
    }

    private async Task<App> ShopAsync()
    {
        var app = await bench.CreateAppAsync();
        var product = new ClassEdit("Product")
        {
            SetFields =
            [
                new FieldDefinition("name", FieldType.String) { Required = true },
                new FieldDefinition("price", FieldType.Number) { Required = true, DefaultValue = new NumberValue(0) },
                new FieldDefinition("categories", FieldType.Relation, "ProductCategory"),
            ],
        };
        await bench.Host.Registry.ChangeAsync(app, snapshot => SchemaEditor.Create(snapshot, product, app.Options), TestContext.Current.CancellationToken);
        await bench.ImportAsync(app, "Product.json", """{"objectId":"sample","name":"sample","price":5}""");
        return app;
    }
}
