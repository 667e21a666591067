using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Accounts;
using Microsoft.Playwright;
using Xunit;

namespace BackendInfra.Server.Tests.Browser;

/// <summary>The pages of accounts in a real browser without JavaScript.</summary>
[Collection(nameof(AccountCollection))]
public sealed class AccountPageTests(AccountServer server)
{
    private static readonly (int Width, ColorScheme Scheme)[] Looks = [(1280, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark)];

    [Fact]
    public async Task Somebody_chooses_a_new_password_with_the_keyboard()
    {
        var app = await server.CreateAppAsync(new AppOptions { AppName = "Corner Shop", PasswordPolicy = new() { ValidatorPattern = ".{8,}", ValidationError = "A password needs eight characters." } });
        (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"browser","password":"longest-one","email":"browser@example.com"}""")).Expect(201);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.NewPageAsync(javaScript: false);
        await page.GotoAsync(new Uri(server.Address, $"/parse/apps/{app.Id}/request_password_reset").ToString());
        await LookAsync(page, "ask");
        await page.GetByLabel("E-mail address").FillAsync("browser@example.com");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Look into your mails" }).WaitForAsync();
        await LookAsync(page, "sent");

        var token = await server.Mails.NextTokenAsync("browser@example.com");
        await page.GotoAsync(new Uri(server.Address, $"/parse/apps/{app.Id}/request_password_reset?token={token}").ToString());
        await LookAsync(page, "choose");
        await FillAsync("short");
        await page.GetByRole(AriaRole.Alert).GetByText("A password needs eight characters.").WaitForAsync();
        await LookAsync(page, "refused");
        await FillAsync("long enough");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Password changed" }).WaitForAsync();
        await LookAsync(page, "changed");
        await page.GotoAsync(new Uri(server.Address, $"/parse/apps/{app.Id}/request_password_reset?token={token}").ToString());
        await LookAsync(page, "invalid");
        await page.GetByText("Ask for another link").ClickAsync();
        await page.GetByLabel("E-mail address").WaitForAsync();
        Assert.Empty(chromium.OutsideRequests);

        async Task FillAsync(string password)
        {
            await page.GetByLabel("New password").FillAsync(password);
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.TypeAsync(password);
            await page.Keyboard.PressAsync("Enter");
        }
    }

    [Fact]
    public async Task Somebody_proves_his_address()
    {
        var app = await server.CreateAppAsync(new AppOptions { AppName = "Corner Shop", VerifyUserEmails = true });
        (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"prover","password":"x","email":"prover@example.com"}""")).Expect(201);
        var address = new Uri(server.Address, $"/parse/apps/{app.Id}/verify_email?token={await server.Mails.NextTokenAsync("prover@example.com")}").ToString();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.NewPageAsync(javaScript: false);
        await page.GotoAsync(address);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Address confirmed" }).WaitForAsync();
        await LookAsync(page, "verified");
        await page.GotoAsync(address);
        await LookAsync(page, "verify-invalid");
        await page.GetByLabel("E-mail address").FillAsync("prover@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send another link" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Look into your mails" }).WaitForAsync();
    }

    /// <summary>The page fits its window in every look; with SCREENSHOTS set it is kept as pictures.</summary>
    private static async Task LookAsync(IPage page, string name)
    {
        foreach (var text in await page.Locator("p").AllInnerTextsAsync())
            Assert.NotEqual("", text.Trim());
        foreach (var (width, scheme) in Looks)
        {
            await page.SetViewportSizeAsync(width, 800);
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var main = (await page.Locator("main").BoundingBoxAsync())!;
            Assert.True(main.X >= 0 && main.X + main.Width <= width, $"{name} is {main.X + main.Width} wide at {width}");
            if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{scheme}.png") });
        }
    }
}
