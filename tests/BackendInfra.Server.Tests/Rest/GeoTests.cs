using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

[Collection(nameof(ServerCollection))]
public sealed class GeoTests(TestServer server) : IAsyncLifetime
{
    private const string Rome = """{"__type":"GeoPoint","latitude":41.9,"longitude":12.5}""";
    private static int _runs;

    private readonly RestClient _client = server.Anonymous(server.Open);
    private readonly string _class = $"Geo{Interlocked.Increment(ref _runs)}";

    public async ValueTask InitializeAsync()
    {
        foreach (var row in (string[])
        [
            """{"k":"o","at":{"__type":"GeoPoint","latitude":59.9,"longitude":10.7},"area":{"__type":"Polygon","coordinates":[[50,0],[50,20],[65,20],[65,0]]}}""",
            $$"""{"k":"r","at":{{Rome}},"area":{"__type":"Polygon","coordinates":[[40,10],[40,15],[45,12]]} }""",
            """{"k":"n","at":{"__type":"GeoPoint","latitude":40.85,"longitude":14.27}}""",
            """{"k":"f","at":{"__type":"GeoPoint","latitude":-17.7,"longitude":178}}""",
            """{"k":"u"}""",
        ])
        {
            await _client.CreateAsync(_class, row);
        }
    }

    private static string With(string where) => where.Replace("ROME", Rome, StringComparison.Ordinal);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("""{"at":{"$nearSphere":ROME}}""", "rnof")]
    [InlineData("""{"at":{"$nearSphere":ROME,"$maxDistance":0.1}}""", "rn")]
    [InlineData("""{"at":{"$nearSphere":ROME,"$maxDistanceInRadians":0.4}}""", "rno")]
    [InlineData("""{"at":{"$nearSphere":ROME,"$maxDistanceInMiles":100}}""", "r")]
    [InlineData("""{"at":{"$nearSphere":ROME,"$maxDistanceInKilometers":200}}""", "rn")]
    [InlineData("""{"$or":[{"at":{"$nearSphere":ROME,"$maxDistanceInKilometers":200}},{"k":"u"}]}""", "rnu")]
    [InlineData("""{"at":{"$nearSphere":{"__type":"GeoPoint","latitude":-17,"longitude":-179},"$maxDistanceInKilometers":500}}""", "f")]
    [InlineData("""{"at":{"$within":{"$box":[{"__type":"GeoPoint","latitude":40,"longitude":10},{"__type":"GeoPoint","latitude":60,"longitude":13}]}}}""", "or")]
    [InlineData("""{"at":{"$within":{"$box":[{"__type":"GeoPoint","latitude":-20,"longitude":170},{"__type":"GeoPoint","latitude":-10,"longitude":-170}]}}}""", "f")]
    [InlineData("""{"at":{"$geoWithin":{"$polygon":[{"__type":"GeoPoint","latitude":40,"longitude":10},{"__type":"GeoPoint","latitude":40,"longitude":16},{"__type":"GeoPoint","latitude":45,"longitude":12}]}}}""", "rn")]
    [InlineData("""{"at":{"$geoWithin":{"$polygon":{"__type":"Polygon","coordinates":[[40,10],[40,16],[45,12]]}}}}""", "rn")]
    [InlineData("""{"at":{"$geoWithin":{"$centerSphere":[[12.5,41.9],0.1]}}}""", "rn")]
    [InlineData("""{"at":{"$geoWithin":{"$centerSphere":[ROME,0]}}}""", "r")]
    [InlineData("""{"area":{"$geoIntersects":{"$point":ROME}}}""", "r")]
    [InlineData("""{"area":{"$geoIntersects":{"$point":{"__type":"GeoPoint","latitude":50,"longitude":10}}}}""", "o")]
    [InlineData("""{"ghost":{"$nearSphere":ROME}}""", "")]
    public async Task Places_are_found(string where, string expected) =>
        Assert.Equal(expected, string.Concat((await _client.GetAsync($"/parse/classes/{_class}", ("where", With(where)))).Expect(200).Results.Select(r => r.GetProperty("k").GetString())));

    [Fact]
    public async Task An_order_of_the_query_wins_and_a_count_counts()
    {
        const string Near = """{"at":{"$nearSphere":ROME}}""";
        var rows = (await _client.GetAsync($"/parse/classes/{_class}", ("where", With(Near)), ("order", "k"))).Expect(200).Results;
        Assert.Equal("fnor", string.Concat(rows.Select(r => r.GetProperty("k").GetString())));
        Assert.Equal("""{"results":[],"count":4}""", (await _client.GetAsync($"/parse/classes/{_class}", ("where", With(Near)), ("count", "1"), ("limit", "0"))).Expect(200).Text);
        var page = (await _client.GetAsync($"/parse/classes/{_class}", ("where", With(Near)), ("limit", "1"), ("skip", "1"))).Expect(200).Results;
        Assert.Equal("n", page.Single().GetProperty("k").GetString());
    }

    [Theory]
    [InlineData("""{"at":{"$nearSphere":1}}""", 107)]
    [InlineData("""{"at":{"$nearSphere":{"__type":"GeoPoint","latitude":91,"longitude":0}}}""", 107)]
    [InlineData("""{"at":{"$nearSphere":ROME,"$maxDistance":-1}}""", 107)]
    [InlineData("""{"at":{"$nearSphere":ROME,"$maxDistance":"1"}}""", 107)]
    [InlineData("""{"at":{"$maxDistance":1}}""", 102)]
    [InlineData("""{"at":{"$within":{}}}""", 107)]
    [InlineData("""{"at":{"$within":{"$box":[ROME]}}}""", 107)]
    [InlineData("""{"at":{"$within":{"$box":[{"__type":"GeoPoint","latitude":10,"longitude":0},{"__type":"GeoPoint","latitude":0,"longitude":1}]}}}""", 107)]
    [InlineData("""{"at":{"$geoWithin":{"$polygon":[]}}}""", 107)]
    [InlineData("""{"at":{"$geoWithin":{"$polygon":[ROME,ROME,ROME]}}}""", 107)]
    [InlineData("""{"at":{"$geoWithin":{"$polygon":"x"}}}""", 107)]
    [InlineData("""{"at":{"$geoWithin":{"$centerSphere":[1,2]}}}""", 107)]
    [InlineData("""{"at":{"$geoWithin":{"$centerSphere":[ROME,-1]}}}""", 107)]
    [InlineData("""{"at":{"$geoWithin":{"$other":1}}}""", 107)]
    [InlineData("""{"area":{"$geoIntersects":{"$point":1}}}""", 107)]
    [InlineData("""{"area":{"$geoIntersects":1}}""", 107)]
    [InlineData("""{"k":{"$nearSphere":ROME}}""", 102)]
    [InlineData("""{"at.latitude":{"$nearSphere":ROME}}""", 102)]
    [InlineData("""{"area":{"$nearSphere":ROME}}""", 102)]
    [InlineData("""{"at":{"$geoIntersects":{"$point":ROME}}}""", 102)]
    public async Task A_bad_operand_is_refused(string where, int code) =>
        (await _client.GetAsync($"/parse/classes/{_class}", ("where", With(where)))).ExpectError(code);

    [Fact]
    public async Task A_protected_place_cannot_be_searched()
    {
        await server.Master(server.Guarded).PostAsync("/parse/schemas/HiddenPlace", """
            {"fields":{"at":{"type":"GeoPoint"}},"classLevelPermissions":{"find":{"*":true},"protectedFields":{"*":["at"]}}}
            """);
        foreach (var where in (string[])
        [
            """{"at":{"$nearSphere":ROME}}""",
            """{"$or":[{"at":{"$geoWithin":{"$centerSphere":[ROME,1]}}}]}""",
        ])
        {
            (await server.Anonymous(server.Guarded).GetAsync("/parse/classes/HiddenPlace", ("where", With(where)))).ExpectError(119);
        }
    }
}
