using System.Diagnostics;
using System.Text.RegularExpressions;
using BackendInfra.Core.Apps;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.Jobs;

/// <summary>What docs/guides/jobs.md tells its readers to type, typed.</summary>
public sealed partial class JobGuideTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_guides_requests_do_what_it_says()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var servers = await JobServers.StartAsync(postgres, new AppOptions(), null, 2);
        servers.Code["cleanUp"] = (call, _, _) => Task.FromResult<string?>($"{System.Text.Json.JsonElement.Parse(call.Parameters).GetProperty("days").GetInt32()} days");
        servers.Code["wait"] = async (_, _, stopped) =>
        {
            await Task.Delay(Timeout.Infinite, stopped);
            return null;
        };
        var guide = await File.ReadAllTextAsync(Repository.PathOf("docs", "guides", "jobs.md"), cancellationToken);
        foreach (Match block in Block().Matches(guide))
            await RunAsync(block.Groups[1].Value, servers, cancellationToken);
    }

    private static async Task RunAsync(string block, JobServers servers, CancellationToken cancellationToken)
    {
        // Readers wait a while for the run; a test waits for it.
        if (block.Contains("sleep 3\n", StringComparison.Ordinal))
        {
            var run = (await servers.Master.GetAsync("/parse/classes/_JobStatus")).Expect(200).Results.Single().GetProperty("objectId").GetString()!;
            await servers.EndedAsync(run, "succeeded");
            block = block.Replace("sleep 3\n", "", StringComparison.Ordinal);
        }

        var typed = block.Replace("http://localhost:1337", servers.All[0].Urls.First().TrimEnd('/'), StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash", ["-ec", typed]) { RedirectStandardOutput = true };
        start.Environment["APP"] = servers.App.Id;
        start.Environment["MASTER"] = servers.App.Keys.Master;
        using var bash = Process.Start(start)!;
        var output = await bash.StandardOutput.ReadToEndAsync(cancellationToken);
        await bash.WaitForExitAsync(cancellationToken);
        Assert.True(bash.ExitCode == 0, $"{typed}\n{output}");
        foreach (var expected in typed.Split('\n').Where(line => line.StartsWith("# → ", StringComparison.Ordinal)))
            Assert.Contains(expected[4..], output, StringComparison.Ordinal);
    }

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
