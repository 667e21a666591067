using System.Text;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Rest.Routing;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Xunit;

namespace BackendInfra.Server.Tests.OpenApi;

[Collection(nameof(ServerCollection))]
public sealed class OpenApiTests(TestServer server)
{
    private const string Path = "/parse/openapi.json";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_document_is_valid_OpenAPI(bool isMaster)
    {
        var app = await AppAsync(introspects: true);
        var answer = (await (isMaster ? server.Master(app) : server.Anonymous(app)).GetAsync(Path)).Expect(200);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(answer.Text));
        var result = await OpenApiDocument.LoadAsync(stream, OpenApiConstants.Json, new OpenApiReaderSettings { RuleSet = ValidationRuleSet.GetDefaultRuleSet() }, TestContext.Current.CancellationToken);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, result.Diagnostic!.SpecificationVersion);
        Assert.Empty(result.Diagnostic.Errors);
        Assert.Empty(result.Diagnostic.Warnings);
        Assert.NotNull(result.Document!.Paths["/classes/Order"].Operations![HttpMethod.Get]);
    }

    [Fact]
    public async Task Every_operation_has_an_id_and_a_summary_of_its_own_and_every_reference_leads_somewhere()
    {
        var document = (await server.Master(await AppAsync(introspects: true)).GetAsync(Path)).Expect(200).Json;
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => method.Value)).ToArray();
        Assert.Distinct(operations.Select(operation => operation.GetProperty("operationId").GetString()));
        Assert.All(operations, operation => Assert.NotEqual("", operation.GetProperty("summary").GetString()));
        foreach (var reference in References(document))
            Assert.NotEqual(JsonValueKind.Undefined, reference.Split('/')[1..].Aggregate(document, (at, step) => at.TryGetProperty(step, out var next) ? next : default).ValueKind);
    }

    [Fact]
    public async Task The_master_key_is_told_every_route_but_those_for_tests()
    {
        var paths = (await server.Master(await AppAsync(introspects: false)).GetAsync(Path)).Json.GetProperty("paths");
        foreach (var route in RestRoutes.All)
            Assert.True(route.IsForTesting != (paths.TryGetProperty(PathOf(route), out var path) && path.TryGetProperty(route.Method.ToLowerInvariant(), out _)), route.Template);
    }

    [Fact]
    public async Task Others_are_told_no_route_of_the_master_key()
    {
        var document = (await server.Anonymous(await AppAsync(introspects: true)).GetAsync(Path)).Expect(200).Json;
        var paths = document.GetProperty("paths");
        foreach (var route in RestRoutes.All.Where(route => route.Level != RouteLevel.Anyone))
            Assert.False(paths.TryGetProperty(PathOf(route), out var path) && path.TryGetProperty(route.Method.ToLowerInvariant(), out _), route.Template);
        Assert.True(paths.TryGetProperty("/classes/{className}", out _));
    }

    [Fact]
    public async Task Classes_and_fields_are_told_to_those_who_may_know_of_them()
    {
        var open = await AppAsync(introspects: true);
        var master = (await server.Master(open).GetAsync(Path)).Json;
        var anonymous = (await server.Anonymous(open).GetAsync(Path)).Json;
        Assert.Equal(["address", "n", "owner", "secret"], Properties(master, "Order").Except(["ACL", "createdAt", "objectId", "updatedAt"]));
        Assert.Equal(["address", "n", "owner"], Properties(anonymous, "Order").Except(["ACL", "createdAt", "objectId", "updatedAt"]));
        Assert.Contains("password", Properties(anonymous, "_UserFields"));
        Assert.DoesNotContain("password", Properties(master, "_User"));
        Assert.DoesNotContain("sessionToken", Properties(master, "_SessionFields"));
        Assert.True(master.GetProperty("paths").TryGetProperty("/classes/Hidden/{objectId}", out _));
        Assert.DoesNotContain("Hidden", anonymous.GetRawText(), StringComparison.Ordinal);

        // Without introspection nothing of the app's own is told.
        var closed = (await server.Anonymous(await AppAsync(introspects: false)).GetAsync(Path)).Text;
        Assert.DoesNotContain("Order", closed, StringComparison.Ordinal);
        Assert.DoesNotContain("Hidden", closed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_holds_no_key_and_names_the_address_it_was_read_from()
    {
        var app = await AppAsync(introspects: true);
        var text = (await server.Master(app).GetAsync($"/apps/{app.Id}{Path}")).Text;
        Assert.DoesNotContain(app.Keys.Master, text, StringComparison.Ordinal);
        Assert.DoesNotContain(app.Keys.Rest, text, StringComparison.Ordinal);
        Assert.Equal($"{server.Address}apps/{app.Id}/parse", JsonElement.Parse(text).GetProperty("servers")[0].GetProperty("url").GetString());
    }

    private static IEnumerable<string> Properties(JsonElement document, string schema) =>
        document.GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);

    /// <summary>OpenAPI knows no parameter of several segments, so it is written like any other.</summary>
    private static string PathOf(RestRoute route) => "/" + route.Template.Replace("{**", "{", StringComparison.Ordinal);

    private static IEnumerable<string> References(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(References),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => member.NameEquals("$ref") ? [member.Value.GetString()!] : References(member.Value)),
        _ => [],
    };

    private async Task<App> AppAsync(bool introspects)
    {
        var app = await server.CreateAppAsync($"openapi-{Guid.NewGuid():N}", new AppOptions { GraphQLPublicIntrospection = introspects });
        await server.Master(app).DefineAsync(
            "Order",
            """{"fields":{"n":{"type":"Number"},"address":{"type":"String"},"secret":{"type":"String"},"owner":{"type":"Pointer","targetClass":"_User"}},"classLevelPermissions":{"find":{"*":true},"get":{"*":true},"protectedFields":{"*":["secret"]}}}""");
        await server.Master(app).DefineAsync("Hidden", """{"fields":{"a":{"type":"String"}}}""");
        return app;
    }
}
