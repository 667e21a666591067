using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

[Collection(nameof(ServerCollection))]
public sealed class IncludeTests(TestServer server)
{
    private readonly RestClient _client = server.Anonymous(server.Open);

    [Fact]
    public async Task Includes_reach_three_levels_through_pointers_and_arrays()
    {
        var town = await _client.CreateAsync("ITown", """{"name":"Rome","secret":1}""");
        var maker = await _client.CreateAsync("IMaker", $$"""{"name":"m","town":{{Pointer("ITown", town)}} }""");
        var product = await _client.CreateAsync("IProduct", $$"""{"name":"p","makers":[{{Pointer("IMaker", maker)}},{{Pointer("ITown", town)}},{{Pointer("IMaker", "missing000")}},7]}""");
        var order = await _client.CreateAsync("IOrder", $$"""{"name":"o","product":{{Pointer("IProduct", product)}} }""");

        var plain = (await _client.GetAsync($"/parse/classes/IOrder/{order}")).Expect(200).Json;
        Answer.AreEqual(Pointer("IProduct", product), plain.GetProperty("product").GetRawText());

        var deep = (await _client.GetAsync($"/parse/classes/IOrder/{order}", ("include", "product.makers.town"))).Expect(200).Json.GetProperty("product");
        Assert.Equal(("Object", "IProduct", product, "p"), (Text(deep, "__type"), Text(deep, "className"), Text(deep, "objectId"), Text(deep, "name")));
        Assert.True(deep.TryGetProperty("createdAt", out _));

        // The pointer whose object is missing has disappeared; what is no pointer has stayed.
        var makers = deep.GetProperty("makers").EnumerateArray().ToArray();
        Assert.Equal(3, makers.Length);
        Assert.Equal(("Object", "IMaker", "m"), (Text(makers[0], "__type"), Text(makers[0], "className"), Text(makers[0], "name")));
        Assert.Equal(("Object", "ITown", "Rome"), (Text(makers[0].GetProperty("town"), "__type"), Text(makers[0].GetProperty("town"), "className"), Text(makers[0].GetProperty("town"), "name")));
        Assert.Equal(("Object", "ITown"), (Text(makers[1], "__type"), Text(makers[1], "className")));
        Assert.Equal(7, makers[2].GetInt32());

        var keys = (await _client.GetAsync("/parse/classes/IOrder", ("keys", "product.makers.town.name"))).Expect(200).Results.Single();
        var inner = keys.GetProperty("product").GetProperty("makers")[0].GetProperty("town");
        Assert.Equal("Rome", Text(inner, "name"));
        Assert.False(inner.TryGetProperty("secret", out _) || keys.TryGetProperty("name", out _) || keys.GetProperty("product").TryGetProperty("name", out _));
    }

    [Fact]
    public async Task IncludeAll_includes_one_level()
    {
        var leaf = await _client.CreateAsync("ALeaf", """{"n":1}""");
        var middle = await _client.CreateAsync("AMiddle", $$"""{"leaf":{{Pointer("ALeaf", leaf)}} }""");
        var root = await _client.CreateAsync("ARoot", $$"""{"middle":{{Pointer("AMiddle", middle)}},"list":[{{Pointer("ALeaf", leaf)}}]}""");
        foreach (var (name, value) in ((string, string)[])[("include", "*"), ("includeAll", "true")])
        {
            var row = (await _client.GetAsync("/parse/classes/ARoot", (name, value), ("where", $$"""{"objectId":"{{root}}"}"""))).Expect(200).Results.Single();
            Assert.Equal("Object", Text(row.GetProperty("middle"), "__type"));
            Assert.Equal("Pointer", Text(row.GetProperty("middle").GetProperty("leaf"), "__type"));
            Assert.Equal("Object", Text(row.GetProperty("list")[0], "__type"));
        }
    }

    [Fact]
    public async Task A_pointer_that_the_caller_may_not_read_disappears()
    {
        var secret = await _client.CreateAsync("ISecret", """{"ACL":{}}""");
        var id = await _client.CreateAsync("IHolder", $$"""{"secret":{{Pointer("ISecret", secret)}},"all":[{{Pointer("ISecret", secret)}}]}""");
        var row = (await _client.GetAsync($"/parse/classes/IHolder/{id}", ("include", "secret,all"))).Expect(200).Json;
        Assert.False(row.TryGetProperty("secret", out _));
        Assert.Equal("[]", row.GetProperty("all").GetRawText());
        var master = (await server.Master(server.Open).GetAsync($"/parse/classes/IHolder/{id}", ("include", "secret"))).Expect(200).Json;
        Assert.Equal("Object", Text(master.GetProperty("secret"), "__type"));
    }

    private static string Pointer(string className, string id) => $$"""{"__type":"Pointer","className":"{{className}}","objectId":"{{id}}"}""";

    private static string? Text(System.Text.Json.JsonElement json, string name) => json.GetProperty(name).GetString();
}
