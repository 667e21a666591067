using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Core.Apps;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

[Collection(nameof(ServerCollection))]
public sealed class AudienceTests(TestServer server)
{
    private const string Path = "/parse/push_audiences";

    [Fact]
    public async Task An_audience_is_made_found_changed_and_deleted()
    {
        var app = await server.CreateAppAsync("audiences", new AppOptions());
        var master = server.Master(app);
        Answer.AreEqual("""{"results":[]}""", (await master.GetAsync(Path)).Expect(200).Text);
        var created = (await master.PostAsync(Path, """{"name":"Phones","query":"{\"deviceType\":{\"$in\":[\"ios\",\"android\"]}}"}""")).Expect(201);
        var id = created.Json.GetProperty("objectId").GetString();
        (await master.PostAsync(Path, """{"name":"All","query":"{}"}""")).Expect(201);

        var found = (await master.GetAsync(Path, ("where", """{"name":"Phones"}"""), ("count", "1"))).Expect(200);
        Assert.Equal(1, found.Json.GetProperty("count").GetInt32());
        Answer.AreEqual("""{"deviceType":{"$in":["ios","android"]}}""", found.Results.Single().GetProperty("query").GetRawText());
        (await master.PutAsync($"{Path}/{id}", """{"query":"{\"badge\":1}","timesUsed":2,"lastUsed":{"__type":"Date","iso":"2024-01-31T12:00:00.000Z"}}""")).Expect(200);
        var read = (await server.ReadOnlyMaster(app).GetAsync($"{Path}/{id}")).Expect(200).Json;
        Answer.AreEqual("""{"badge":1}""", read.GetProperty("query").GetRawText());
        Assert.Equal(2, read.GetProperty("timesUsed").GetInt32());

        // In the class itself the query is a text.
        Assert.Equal("""{"badge":1}""", (await master.GetAsync($"/parse/classes/_Audience/{id}")).Json.GetProperty("query").GetString());
        Answer.AreEqual("{}", (await master.DeleteAsync($"{Path}/{id}")).Expect(200).Text);
        (await master.GetAsync($"{Path}/{id}")).ExpectError(101);
        (await server.Anonymous(app).GetAsync("/parse/classes/_Audience")).ExpectError(119);
    }

    [Theory]
    [InlineData("""{"name":"x"}""", 135)]
    [InlineData("""{"query":"{}"}""", 135)]
    [InlineData("""{"name":"x","query":{}}""", 107)]
    [InlineData("""{"name":"x","query":"not json"}""", 107)]
    [InlineData("""{"name":"x","query":"[1]"}""", 107)]
    [InlineData("""{"name":"x","query":7}""", 107)]
    public async Task A_malformed_audience_is_refused(string body, int code) => (await server.Master(server.Guarded).PostAsync(Path, body)).ExpectError(code);
}
