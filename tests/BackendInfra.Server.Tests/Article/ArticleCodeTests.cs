using System.Text.Json;
using BackendInfra.Core.Values;
using BackendInfra.Server.Tests.Cli;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BackendInfra.Server.Tests.Article;

/// <summary>The article's Cloud Code, as it stands: deployed by command line, called in every way, run as a job by hand and on a schedule of two servers.</summary>
public sealed class ArticleCodeTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Schedules = "/parse/cloud_code/jobs";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero));
    private ArticleServers _servers = null!;

    public async ValueTask InitializeAsync() => _servers = await ArticleServers.StartAsync(postgres, _clock);

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public Task The_article_s_own_code_sums_its_sales() => WalkAsync(ShopFiles.OfTheArticle, Path.Combine(ShopFiles.OfTheArticle.Folder, "cloud"), 1440);

    [Fact]
    public Task The_sample_shop_s_code_sums_its_sales() => WalkAsync(ShopFiles.OfTheSample, Repository.PathOf("schema", "shop", "cloud"), 878.5m);

    private async Task WalkAsync(ShopFiles shop, string code, decimal sales)
    {
        shop.SkipWhenAbsent();
        foreach (var (file, _) in shop.Files)
            (await _servers.Master.PostAsync($"/parse/import/{Uri.EscapeDataString(file)}", await File.ReadAllTextAsync(Path.Combine(shop.Folder, file), TestContext.Current.CancellationToken))).Expect(200);
        foreach (var name in (string[])["Order", "Product"])
            (await _servers.Master.PutAsync($"/parse/schemas/{name}", """{"classLevelPermissions":{"find":{"*":true},"get":{"*":true}}}""")).Expect(200);

        var run = await ProgramRun.StartAsync(_servers.NewReleaseFolder(), _servers.ConnectionString, "deploy", code, "--app", _servers.App.Name);
        Assert.True(run.ExitCode == 0, run.Errors + run.Output);

        await AnswersAsync(sales);
        await ByHandAsync(sales);
        await OnScheduleAsync(sales);
    }

    private async Task AnswersAsync(decimal sales)
    {
        foreach (var client in _servers.Anonymous)
        {
            var answer = await Eventually.SeeAsync(() => client.PostAsync("/parse/functions/calculateSales", "{}"), answer => answer.Status == 200);
            Answer.AreEqual($$"""{"result":{"sales":{{sales}} } }""", answer.Text);
            var graph = await client.PostAsync("/graphql", """{"query":"mutation { callCloudCode(input: {functionName: calculateSales}) { result } }"}""");
            Answer.AreEqual($$"""{"data":{"callCloudCode":{"result":{"sales":{{sales}} } } } }""", graph.Text);
        }

        Answer.AreEqual($$"""{"sales":{{sales}} }""", await NodeScript.RunAsync("article-sales.mjs", new Uri(_servers.Addresses[0], "/parse").ToString(), _servers.App.Id));
    }

    private async Task ByHandAsync(decimal sales)
    {
        var id = (await _servers.Master.PostAsync("/parse/jobs/printSales", "{}")).Expect(200).Headers["X-Parse-Job-Status-Id"];
        var status = await Eventually.SeeAsync(async () => (await _servers.Master.GetAsync($"/parse/classes/_JobStatus/{id}")).Expect(200).Json, seen => seen.GetProperty("status").GetString() != "running");
        Assert.Equal("succeeded", status.GetProperty("status").GetString());
        await LinesAsync(sales, 1);
    }

    private async Task OnScheduleAsync(decimal sales)
    {
        var id = (await _servers.Master.PostAsync(Schedules, """{"job_schedule":{"jobName":"printSales","cron":"* * * * *"}}""")).Expect(201).Json.GetProperty("objectId").GetString()!;
        for (var minute = 1; minute <= 3; minute++)
        {
            // The clock moves a little, or nobody would look when the schedule is due.
            var due = await Eventually.SeeAsync(
                async () =>
                {
                    _clock.Advance(TimeSpan.FromSeconds(1));
                    return (await _servers.Master.GetAsync($"{Schedules}/{id}")).Expect(200).Json;
                },
                seen => seen.TryGetProperty("nextRun", out _));
            _clock.SetUtcNow(IsoDate.Parse(due.GetProperty("nextRun").GetProperty("iso").GetString()!));
            await LinesAsync(sales, minute + 1);
        }

        var runs = (await _servers.Master.GetAsync("/parse/classes/_JobStatus", ("where", """{"source":"schedule"}"""))).Expect(200).Results;
        Assert.Equal(3, runs.Count);
    }

    /// <summary>Waits for as many lines, and sees no more of them.</summary>
    private async Task LinesAsync(decimal sales, int count)
    {
        var seen = await Eventually.SeeAsync(
            async () => (await _servers.Master.GetAsync("/parse/scriptlog", ("n", "1000"))).Expect(200).Json.EnumerateArray().Count(line => line.GetProperty("message").GetString() == $"Sales: {sales}$"),
            lines => lines >= count);
        Assert.Equal(count, seen);
    }
}
