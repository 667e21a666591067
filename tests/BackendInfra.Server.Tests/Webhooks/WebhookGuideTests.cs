using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.Webhooks;

/// <summary>What docs/guides/webhooks.md tells its readers to type, typed.</summary>
[Collection(nameof(ServerCollection))]
public sealed partial class WebhookGuideTests(TestServer server)
{
    [Fact]
    public async Task The_guides_examples_do_what_it_says()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var app = await server.CreateAppAsync("webhookguide", new AppOptions());
        var guide = await File.ReadAllTextAsync(Repository.PathOf("docs", "guides", "webhooks.md"), cancellationToken);
        using var folder = new TemporaryFolder();
        var script = Path.Combine(folder.Path, "hooks.mjs");
        await File.WriteAllTextAsync(script, Assert.Single(Blocks(guide, "js")), cancellationToken);
        var port = FreePort();
        using var hooks = Start("node", script, app, port);
        try
        {
            await ListeningAsync(hooks, port, cancellationToken);
            foreach (var block in Blocks(guide, "sh"))
                await RunAsync(block, app, port, cancellationToken);

            // The beforeFind of the script, which the guide leaves to its reader to register.
            var master = server.Master(app);
            await HookServer.TriggerAsync(master, "Review", "beforeFind", $"http://127.0.0.1:{port}/before-find-review");
            (await master.PutAsync("/parse/schemas/Review", """{"classLevelPermissions":{"find":{"*":true}}}""")).Expect(200);
            await master.CreateAsync("Review", """{"stars":1,"hidden":true}""");
            Assert.Single((await server.Anonymous(app).GetAsync("/parse/classes/Review")).Expect(200).Results);
            Assert.Equal(2, (await master.GetAsync("/parse/classes/Review")).Expect(200).Results.Count);
        }
        finally
        {
            hooks.Kill(entireProcessTree: true);
            await hooks.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task RunAsync(string block, App app, int port, CancellationToken cancellationToken)
    {
        var typed = block.Replace("http://localhost:1337", server.Address.ToString().TrimEnd('/'), StringComparison.Ordinal).Replace("http://localhost:3000", $"http://127.0.0.1:{port}", StringComparison.Ordinal);
        using var bash = Start("bash", "-ec", app, port, typed);
        var output = await bash.StandardOutput.ReadToEndAsync(cancellationToken);
        await bash.WaitForExitAsync(cancellationToken);
        Assert.True(bash.ExitCode == 0, $"{typed}\n{output}");
        foreach (var expected in typed.Split('\n').Where(line => line.StartsWith("# → ", StringComparison.Ordinal)))
            Assert.Contains(expected[4..], output, StringComparison.Ordinal);
    }

    private static Process Start(string program, string argument, App app, int port, params string[] more)
    {
        var start = new ProcessStartInfo(program, [argument, .. more]) { RedirectStandardOutput = true };
        start.Environment["APP"] = app.Id;
        start.Environment["MASTER"] = app.Keys.Master;
        start.Environment["WEBHOOK_KEY"] = app.Keys.Webhook;
        start.Environment["PORT"] = $"{port}";
        return Process.Start(start)!;
    }

    private static async Task ListeningAsync(Process hooks, int port, CancellationToken cancellationToken)
    {
        while (true)
        {
            Assert.False(hooks.HasExited);
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static IEnumerable<string> Blocks(string guide, string language) =>
        Block().Matches(guide).Where(match => match.Groups[1].Value == language).Select(match => match.Groups[2].Value);

    [GeneratedRegex("^```(\\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
