using System.Diagnostics;
using System.Globalization;
using System.Net;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Embedded;
using BackendInfra.Server.Users;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BackendInfra.Benchmarks.Http;

/// <summary>Runs every scenario against the product and the hand-written endpoint in turn, and prints medians and ratios.</summary>
internal static class HttpBenchmark
{
    private const int Rounds = 3;

    /// <param name="part">Runs only scenarios with this in their names; null for all.</param>
    public static async Task<int> RunAsync(TimeSpan duration, string? part = null)
    {
        if (!await LoadDriver.IsInstalledAsync())
        {
            await Console.Error.WriteLineAsync("The load driver 'wrk' is not installed; on Debian: apt-get install wrk");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("backendinfra-bench-");
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresOptions { DataDirectory = folder.FullName, Settings = new Dictionary<string, string> { ["shared_buffers"] = "1GB" } },
                NullLogger.Instance,
                CancellationToken.None);
            var app = await PrepareAsync(postgres.ConnectionString);
            await MeasureAsync(postgres.ConnectionString, app, duration, part);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<App> PrepareAsync(string connectionString)
    {
        var app = await BenchmarkApp.CreateAsync(
            connectionString,
            new AppOptions { LogInLimit = new() { PerAddress = null, PerName = null } },
            async (app, services) =>
            {
                await Dataset.CreateAsync(app, services.GetRequiredService<IObjectStore>(), CancellationToken.None);
                await People.CreateAsync(app, services.GetRequiredService<IObjectStore>(), CancellationToken.None);
            });

        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("VACUUM ANALYZE", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
        return app;
    }

    private static async Task MeasureAsync(string connectionString, App app, TimeSpan duration, string? part)
    {
        const string ProductUrl = "http://127.0.0.1:21337";
        const string BareUrl = "http://127.0.0.1:21338";
        var postmaster = await PostmasterAsync(connectionString);
        using var product = Start(Path.Combine(AppContext.BaseDirectory, "BackendInfra.Server.dll"), ["--urls", ProductUrl, "--Postgres:ConnectionString", connectionString, "--Logging:LogLevel:Default", "Warning"]);
        using var bare = Start(typeof(HttpBenchmark).Assembly.Location, ["bare", BareUrl, connectionString]);
        try
        {
            await AwaitAsync(ProductUrl + "/health");
            await AwaitAsync(BareUrl + "/rest/count?price=1");
            await ShowAnswersAsync(ProductUrl, BareUrl, app);
            var token = await SignUpAsync(ProductUrl, app);
            await PeopleAnswers.ShowAsync(ProductUrl, BareUrl, app);
            await ShowHashCostAsync();
            Console.WriteLine("| scenario | req/s | p50 ms | p99 ms | CPU s/1000 server | CPU s/1000 PostgreSQL | bare req/s | bare CPU s/1000 (server + PostgreSQL) | ratio req/s | ratio CPU |");
            Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
            foreach (var scenario in Scenario.All.Where(scenario => part is null || scenario.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))
            {
                var (ours, theirs) = (new List<LoadResult>(), new List<LoadResult>());
                for (var round = -1; round < Rounds; round++)
                {
                    var time = round < 0 ? TimeSpan.FromSeconds(3) : duration;
                    var one = await LoadDriver.RunAsync(ProductUrl, scenario.Kind, app.Id, scenario.Document == Scenario.SessionToken ? token : scenario.Document, scenario.Connections, time, product.Id, postmaster);
                    var other = await LoadDriver.RunAsync(BareUrl, scenario.BareKind, app.Id, scenario.BarePath, scenario.Connections, time, bare.Id, postmaster);

                    // The first round only warms up.
                    if (round < 0)
                        continue;
                    ours.Add(one);
                    theirs.Add(other);
                }

                Print(scenario, ours, theirs);
            }
        }
        finally
        {
            bare.Kill();
            product.Kill();
        }
    }

    private static void Print(Scenario scenario, List<LoadResult> ours, List<LoadResult> theirs)
    {
        var (one, other) = (LoadResult.Median(ours), LoadResult.Median(theirs));
        var ratio = LoadResult.Middle(ours.Zip(theirs), pair => pair.First.PerSecond / pair.Second.PerSecond);

        // Throughput suffers from whatever else the machine does; CPU per request hardly. Both say how near the bare endpoint is.
        var cpu = LoadResult.Middle(ours.Zip(theirs), pair => (pair.Second.ServerCpu + pair.Second.PostgresCpu) / (pair.First.ServerCpu + pair.First.PostgresCpu));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {scenario.Name} | {one.PerSecond:N0} | {one.P50 / 1000:F2} | {one.P99 / 1000:F2} | {one.ServerCpu:F3} | {one.PostgresCpu:F3} | {other.PerSecond:N0} | {other.ServerCpu:F3} + {other.PostgresCpu:F3} | {ratio:F2} | {cpu:F2} |"));
    }

    /// <summary>Prints the beginning of each pair of answers, so that a reader sees that they are the same.</summary>
    private static async Task ShowAnswersAsync(string productUrl, string bareUrl, App app)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Parse-Application-Id", app.Id);
        foreach (var scenario in Scenario.All.Where(s => !s.IsOfUsers && !s.Kind.EndsWith("create", StringComparison.Ordinal)))
        {
            var variables = scenario.Kind switch
            {
                "graphql-id" => """{"id":"p000000004"}""",
                "graphql-price" => """{"price":500}""",
                "graphql-range" => """{"from":500,"to":510}""",
                _ => "{}",
            };
            var ours = scenario.Kind switch
            {
                "rest-get" or "rest-get-user" => await client.GetStringAsync(productUrl + "/parse/classes/Product/p000000004"),
                "rest-page" => await client.GetStringAsync(productUrl + "/parse/classes/Product?order=price&limit=20&where=" + WebUtility.UrlEncode("""{"price":{"$gt":500}}""")),
                "rest-orders" => await client.GetStringAsync(productUrl + "/parse/classes/Order?order=-createdAt&limit=20&include=product"),
                "rest-count" => await client.GetStringAsync(productUrl + "/parse/classes/Product?count=1&limit=0&where=" + WebUtility.UrlEncode("""{"price":{"$gt":500,"$lt":510}}""")),
                _ => await (await client.PostAsync(productUrl + "/graphql", new StringContent($$"""{"query":"{{scenario.Document}}","variables":{{variables}}}""", System.Text.Encoding.UTF8, "application/json"))).Content.ReadAsStringAsync(),
            };
            var theirs = await client.GetStringAsync($"{bareUrl}{scenario.BarePath}?{(scenario.BareKind == "bare-id" ? "id=p000000004" : scenario.BareKind == "bare-price" ? "price=500" : "")}");
            var same = System.Text.Json.JsonElement.DeepEquals(Parse(ours), Parse(theirs));
            await Console.Error.WriteLineAsync($"{scenario.Name}: {(same ? "equal answers" : "DIFFERENT answers")}, {ours.Length} and {theirs.Length} characters");
            if (!same)
                await Console.Error.WriteLineAsync($"  ours:   {ours[..Math.Min(ours.Length, 400)]}\n  theirs: {theirs[..Math.Min(theirs.Length, 400)]}");
        }
    }

    /// <summary>Makes a user, and gives his session's token.</summary>
    private static async Task<string> SignUpAsync(string productUrl, App app)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Parse-Application-Id", app.Id);
        using var answer = await client.PostAsync(productUrl + "/parse/users", new StringContent("""{"username":"bench","password":"bench"}"""));
        return Parse(await answer.Content.ReadAsStringAsync()).GetProperty("sessionToken").GetString()!;
    }

    /// <summary>What a log-in cannot do without, measured alone.</summary>
    private static async Task ShowHashCostAsync()
    {
        using var hasher = new PasswordHasher();
        var hash = await hasher.HashAsync(People.Password, CancellationToken.None);
        var times = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await hasher.VerifyAsync(People.Password, hash, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Argon2id alone: {LoadResult.Middle(times, time => time):F1} ms"));
    }

    private static System.Text.Json.JsonElement Parse(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public static async Task<int> PostmasterAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var stat = await File.ReadAllTextAsync($"/proc/{connection.ProcessID}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }

    public static Process Start(string assembly, string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [assembly, .. arguments]) { WorkingDirectory = AppContext.BaseDirectory })
        ?? throw new InvalidOperationException($"{assembly} did not start.");

    /// <summary>Waits until a server answers.</summary>
    public static async Task AwaitAsync(string url)
    {
        using var client = new HttpClient();
        for (var attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                if ((await client.GetAsync(url)).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(200);
        }

        throw new InvalidOperationException($"{url} does not answer.");
    }
}
