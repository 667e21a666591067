using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.Playwright;
using Xunit;

namespace BackendInfra.Server.Tests.Browser;

[Collection(nameof(ServerCollection))]
public sealed class BananaCakePopTests(TestServer server)
{
    [Fact]
    public async Task Banana_Cake_Pop_shows_the_schema_and_runs_a_query_with_the_network_cut_off()
    {
        var app = await server.CreateAppAsync("browsed", new AppOptions { GraphQLPublicIntrospection = true });
        await server.Master(app).DefineAsync(
            "Lamp",
            """{"fields":{"name":{"type":"String"}},"classLevelPermissions":{"find":{"*":true},"get":{"*":true},"count":{"*":true}}}""");
        await server.Master(app).CreateAsync("Lamp", """{"name":"Shines brightly"}""");
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.NewPageAsync();

        await page.GotoAsync(new Uri(server.Address, $"/apps/{app.Id}/graphql/ui").ToString());
        await page.GetByText("Create Document").ClickAsync();
        await page.GetByText("Schema available").WaitForAsync();

        // The editor closes the braces itself.
        await page.Locator(".monaco-editor").First.ClickAsync();
        await page.Locator(".monaco-editor.focused").WaitForAsync();
        await page.Keyboard.TypeAsync("{ lamps { count edges { node { name ");
        await page.Locator(".view-line").Filter(new() { HasText = "lamps" }).First.WaitForAsync();
        await RunUntilAsync(page, "Shines brightly");

        await page.GetByText("Schema Reference").ClickAsync();
        await page.GetByText("One object of the class Lamp.").First.WaitForAsync();

        Assert.Empty(chromium.OutsideRequests);
        Assert.DoesNotContain(app.Keys.Master, await page.ContentAsync(), StringComparison.Ordinal);
    }

    /// <summary>Presses Run as a person would: again, when the IDE had not yet taken over what was typed and ran nothing.</summary>
    private static async Task RunUntilAsync(IPage page, string answer)
    {
        for (var attempt = 0; ; attempt++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).First.ClickAsync();
            try
            {
                await page.GetByText(answer).First.WaitForAsync(new() { Timeout = 5_000 });
                return;
            }
            catch (TimeoutException) when (attempt < 60)
            {
                // Run again.
            }
        }
    }
}
