using Microsoft.Playwright;
using Xunit;

namespace BackendInfra.Server.Tests.Browser;

/// <summary>A real Chromium that can reach this machine only.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    /// <summary>Requests that the page made to other machines; they got no answer.</summary>
    public List<string> OutsideRequests { get; } = [];

    /// <summary>Starts the Chromium of <c>CHROME_PATH</c> or <c>PATH</c>; without one the test is skipped, saying so.</summary>
    public static async Task<Chromium> StartAsync()
    {
        var path = Find();
        Assert.SkipWhen(path is null, "No Chromium: set CHROME_PATH, or install chromium.");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        return new Chromium(playwright, browser);
    }

    /// <summary>A page with the network cut off but for loopback.</summary>
    public async Task<IPage> NewPageAsync(bool javaScript = true)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 800 }, JavaScriptEnabled = javaScript });
        context.SetDefaultTimeout(120_000);
        await context.RouteAsync("**/*", async route =>
        {
            var uri = new Uri(route.Request.Url);
            if (uri.IsLoopback || uri.Scheme is "data" or "blob")
            {
                await route.ContinueAsync();
                return;
            }

            OutsideRequests.Add(route.Request.Url);
            await route.AbortAsync();
        });
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static string? Find()
    {
        var candidates = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)));
        return candidates.Prepend(Environment.GetEnvironmentVariable("CHROME_PATH") ?? "").FirstOrDefault(File.Exists);
    }
}
