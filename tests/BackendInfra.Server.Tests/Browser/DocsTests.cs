using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.Playwright;
using Xunit;

namespace BackendInfra.Server.Tests.Browser;

[Collection(nameof(ServerCollection))]
public sealed class DocsTests(TestServer server)
{
    [Fact]
    public async Task Scalar_shows_the_routes_with_the_network_cut_off_and_keeps_to_the_content_security_policy()
    {
        var app = await server.CreateAppAsync("documented", new AppOptions { GraphQLPublicIntrospection = true });
        await server.Master(app).DefineAsync("Lantern", """{"fields":{"name":{"type":"String"}},"classLevelPermissions":{"find":{"*":true}}}""");
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);

        await page.GotoAsync(new Uri(server.Address, $"/apps/{app.Id}/docs").ToString());
        await page.GetByText("BackendInfra REST API").First.WaitForAsync();
        await page.GetByText("Lantern", new PageGetByTextOptions { Exact = true }).First.ClickAsync();
        await page.GetByText("Finds objects of Lantern.").First.WaitForAsync();

        // For a look at it: set BACKENDINFRA_SCREENSHOTS to a folder.
        if (Environment.GetEnvironmentVariable("BACKENDINFRA_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = System.IO.Path.Combine(folder, "docs.png") });

        Assert.Empty(complaints);
        Assert.Empty(chromium.OutsideRequests);
        Assert.DoesNotContain(app.Keys.Master, await page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_has_strict_headers_and_only_its_own_scripts()
    {
        var client = server.Anonymous(server.Guarded);
        var page = (await client.GetAsync($"/apps/{server.Guarded.Id}/docs")).Expect(200);
        Assert.Contains("script-src 'self';", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Contains($"/apps/{server.Guarded.Id}/parse/openapi.json", page.Text, StringComparison.Ordinal);
        (await client.GetAsync("/docs")).Expect(200);
        (await client.GetAsync("/docs/begin.js")).Expect(200);
        (await client.GetAsync("/docs/scalar.js")).Expect(200);
        (await client.GetAsync("/docs/other.js")).Expect(404);
        (await client.GetAsync("/apps/nobody/docs")).ExpectError(101);
    }
}
