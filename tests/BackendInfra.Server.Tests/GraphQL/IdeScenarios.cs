using System.Net;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

/// <summary>Banana Cake Pop as it is served.</summary>
public sealed class IdeScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>
{
    private string Page => $"{server.Address}/apps/{server.App.Id}/graphql/ui/";

    [Fact]
    public async Task The_page_and_its_licence_come_from_the_package()
    {
        using var page = await server.SendAsync(HttpMethod.Get, Page);
        using var licence = await server.SendAsync(HttpMethod.Get, Page + "LICENSE");

        Assert.Contains("<title>Banana Cake Pop</title>", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("ChilliCream", await licence.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_slash_is_added()
    {
        using var response = await server.SendAsync(HttpMethod.Get, $"{server.Address}/graphql/ui");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/graphql/ui/", response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_configuration_names_the_apps_endpoint_and_no_key()
    {
        using var response = await server.SendAsync(HttpMethod.Get, Page + "bcp-config.json");

        Assert.Equal(
            $$"""{"endpoint":"{{server.Endpoint}}","useBrowserUrlAsEndpoint":false,"disableTelemetry":true}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("nothing.js")]
    [InlineData("..%2f..%2fappsettings.json")]
    [InlineData("%2e%2e/BackendInfra.Server.dll")]
    [InlineData("static")]
    public async Task Nothing_else_is_served(string path)
    {
        using var response = await server.SendAsync(HttpMethod.Get, Page + path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task An_unknown_app_has_no_configuration()
    {
        using var response = await server.SendAsync(HttpMethod.Get, $"{server.Address}/apps/nobody/graphql/ui/bcp-config.json");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
