using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Article;

/// <summary>The article's walk from an empty app to a shop in use, over REST, GraphQL and the official SDK.</summary>
[Collection(nameof(ServerCollection))]
public sealed class ArticleWalkTests(TestServer server)
{
    private const string DearQuery = "{ products(where: {price: {greaterThan: 50}}, order: [name_ASC]) { count edges { node { name } } } }";
    private const string UndeliveredQuery = "{ orders(where: {delivered: {equalTo: false}}, order: [cFirstName_ASC]) { count edges { node { cFirstName product { name } } } } }";
    private const string CategoriesQuery = "{ products(order: [name_ASC]) { edges { node { name categories(order: [name_ASC]) { edges { node { name } } } } } } }";

    [Fact]
    public Task The_article_s_own_export_gives_the_article_s_shop() => WalkAsync(ShopFiles.OfTheArticle);

    [Fact]
    public Task The_sample_data_give_a_shop() => WalkAsync(ShopFiles.OfTheSample);

    private async Task WalkAsync(ShopFiles shop)
    {
        shop.SkipWhenAbsent();
        var app = await server.CreateAppAsync(shop.Name, new AppOptions());
        var (master, anonymous) = (server.Master(app), server.Anonymous(app));

        await DefineClassesAsync(master);
        (await anonymous.GetAsync("/parse/classes/Product")).ExpectError(119);
        await ImportAsync(master, shop);
        await OpenClassesAsync(master);

        await SameAnswersAsync(app, anonymous, shop);
        await RefusedAsync(anonymous);
        await MasterWritesAsync(master, anonymous);
    }

    private static async Task DefineClassesAsync(RestClient master)
    {
        await master.DefineAsync("ProductCategory", """{"fields":{"name":{"type":"String","required":true},"description":{"type":"String"}}}""");
        await master.DefineAsync(
            "Product",
            """{"fields":{"name":{"type":"String","required":true},"description":{"type":"String"},"categories":{"type":"Relation","targetClass":"ProductCategory"},"price":{"type":"Number","defaultValue":0,"required":true}}}""");

        // The article's table says Number for delivered, with the default false: that is refused, and the Boolean it means works.
        (await master.PostAsync("/parse/schemas/Order", """{"fields":{"delivered":{"type":"Number","defaultValue":false}}}""")).ExpectError(111);
        await master.DefineAsync(
            "Order",
            """{"fields":{"product":{"type":"Pointer","targetClass":"Product","required":true},"cFirstName":{"type":"String","required":true},"cLastName":{"type":"String","required":true},"cAddress":{"type":"String","required":true},"delivered":{"type":"Boolean","defaultValue":false,"required":true}}}""");
    }

    private static async Task ImportAsync(RestClient master, ShopFiles shop)
    {
        foreach (var (file, rows) in shop.Files)
        {
            var text = await File.ReadAllTextAsync(Path.Combine(shop.Folder, file), TestContext.Current.CancellationToken);
            var answer = await master.PostAsync($"/parse/import/{Uri.EscapeDataString(file)}", text);
            Assert.Equal(rows, answer.Expect(200).Json.GetProperty("rows").GetInt32());
        }
    }

    private static async Task OpenClassesAsync(RestClient master)
    {
        const string Read = """{"classLevelPermissions":{"find":{"*":true},"get":{"*":true},"count":{"*":true}}}""";
        (await master.PutAsync("/parse/schemas/Product", Read)).Expect(200);
        (await master.PutAsync("/parse/schemas/ProductCategory", Read)).Expect(200);
        (await master.PutAsync("/parse/schemas/Order", Read.Replace("\"count\"", "\"create\":{\"*\":true},\"count\"", StringComparison.Ordinal))).Expect(200);
    }

    private async Task SameAnswersAsync(App app, RestClient anonymous, ShopFiles shop)
    {
        var sdk = JsonElement.Parse(await NodeScript.RunAsync("article-walk.mjs", new Uri(server.Address, "/parse").ToString(), app.Id));

        var dear = (await anonymous.GetAsync("/parse/classes/Product", ("where", """{"price":{"$gt":50}}"""), ("order", "name"), ("count", "1"))).Expect(200);
        var graphDear = await GraphAsync(anonymous, DearQuery);
        Assert.Equal(shop.DearProducts, dear.Json.GetProperty("count").GetInt32());
        Assert.Equal(shop.DearProducts, graphDear.GetProperty("products").GetProperty("count").GetInt32());
        string[] names = [.. dear.Results.Select(row => row.GetProperty("name").GetString()!)];
        Assert.Equal(names, Nodes(graphDear, "products").Select(node => node.GetProperty("name").GetString()));
        Assert.Equal(names, Texts(sdk.GetProperty("dear")));

        var undelivered = (await anonymous.GetAsync("/parse/classes/Order", ("where", """{"delivered":false}"""), ("order", "cFirstName"), ("include", "product"))).Expect(200);
        var graphUndelivered = await GraphAsync(anonymous, UndeliveredQuery);
        string[] orders = [.. undelivered.Results.Select(Order)];
        Assert.Equal(shop.UndeliveredOrders, orders.Length);
        Assert.Equal(orders, Nodes(graphUndelivered, "orders").Select(Order));
        Assert.Equal(orders, Texts(sdk.GetProperty("undelivered")));

        foreach (var product in Nodes(await GraphAsync(anonymous, CategoriesQuery), "products"))
        {
            string[] categories = [.. Nodes(product, "categories").Select(node => node.GetProperty("name").GetString()!)];
            var name = product.GetProperty("name").GetString()!;
            Assert.Equal(categories, Texts(sdk.GetProperty("categories").GetProperty(name)));
            Assert.Equal(categories, await RestCategoriesAsync(anonymous, name));
        }

        Assert.Equal(119, sdk.GetProperty("createProduct").GetInt32());
        Assert.Equal(119, sdk.GetProperty("deleteOrder").GetInt32());
    }

    private static async Task RefusedAsync(RestClient anonymous)
    {
        var order = (await anonymous.GetAsync("/parse/classes/Order", ("limit", "1"))).Expect(200).Results[0].GetProperty("objectId").GetString();
        (await anonymous.PostAsync("/parse/classes/Product", """{"name":"Not allowed","price":1}""")).ExpectError(119);
        (await anonymous.DeleteAsync($"/parse/classes/Order/{order}")).ExpectError(119);
        Assert.Equal(119, await GraphErrorAsync(anonymous, """mutation { createProduct(input: {fields: {name: \"Not allowed\", price: 1}}) { product { objectId } } }"""));
        Assert.Equal(119, await GraphErrorAsync(anonymous, $$"""mutation { deleteOrder(input: {id: \"{{order}}\"}) { order { objectId } } }"""));
    }

    private static async Task MasterWritesAsync(RestClient master, RestClient anonymous)
    {
        var category = (await anonymous.GetAsync("/parse/classes/ProductCategory", ("limit", "1"))).Results[0];
        var created = await GraphAsync(
            master,
            $$$$"""mutation { createProduct(input: {fields: {name: \"Brand new\", price: 75, categories: {add: [\"{{{{category.GetProperty("objectId").GetString()}}}}\"]}}}) { product { objectId categories { edges { node { name } } } } } }""");
        var product = created.GetProperty("createProduct").GetProperty("product");
        Assert.Equal([category.GetProperty("name").GetString()!], Nodes(product, "categories").Select(node => node.GetProperty("name").GetString()!));
        Assert.Equal([category.GetProperty("name").GetString()!], await RestCategoriesAsync(anonymous, "Brand new"));

        var order = (await anonymous.PostAsync(
            "/parse/classes/Order",
            $$$$"""{"cFirstName":"A","cLastName":"B","cAddress":"C","product":{"__type":"Pointer","className":"Product","objectId":"{{{{product.GetProperty("objectId").GetString()}}}}"}}""")).Expect(201);
        Assert.False(order.Json.GetProperty("delivered").GetBoolean());
        var id = order.Json.GetProperty("objectId").GetString();
        (await master.DeleteAsync($"/parse/classes/Order/{id}")).Expect(200);
        (await anonymous.GetAsync($"/parse/classes/Order/{id}")).ExpectError(101);
    }

    private static async Task<string[]> RestCategoriesAsync(RestClient anonymous, string product)
    {
        var id = (await anonymous.GetAsync("/parse/classes/Product", ("where", JsonSerializer.Serialize(new { name = product })))).Results.Single().GetProperty("objectId").GetString();
        var where = $$$"""{"$relatedTo":{"object":{"__type":"Pointer","className":"Product","objectId":"{{{id}}}"},"key":"categories"}}""";
        return [.. (await anonymous.GetAsync("/parse/classes/ProductCategory", ("where", where), ("order", "name"))).Expect(200).Results.Select(row => row.GetProperty("name").GetString()!)];
    }

    private static string Order(JsonElement order) => $"{order.GetProperty("cFirstName").GetString()}: {order.GetProperty("product").GetProperty("name").GetString()}";

    private static IEnumerable<JsonElement> Nodes(JsonElement data, string field) =>
        data.GetProperty(field).GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("node"));

    private static IEnumerable<string> Texts(JsonElement array) => array.EnumerateArray().Select(item => item.GetString()!);

    /// <param name="query">With quotes escaped for JSON.</param>
    private static async Task<JsonElement> GraphAsync(RestClient client, string query)
    {
        var answer = (await client.PostAsync("/graphql", $$"""{"query":"{{query}}"}""")).Expect(200);
        Assert.False(answer.Json.TryGetProperty("errors", out _), answer.Text);
        return answer.Json.GetProperty("data");
    }

    private static async Task<int> GraphErrorAsync(RestClient client, string query) =>
        (await client.PostAsync("/graphql", $$"""{"query":"{{query}}"}""")).Json.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetInt32();
}
