using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using BackendInfra.Benchmarks.Http;
using BackendInfra.Core.Apps;
using BackendInfra.Postgres.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace BackendInfra.Benchmarks.CloudCode;

/// <summary>Cloud Code over HTTP: a constant function at 16 connections; a create at one connection with and without <c>beforeSave</c>, in turn.</summary>
internal static class CloudBenchmark
{
    private const int Rounds = 5;
    private const string Url = "http://127.0.0.1:21339";

    private const string Script = """
        Parse.Cloud.define('constant', () => 42);
        Parse.Cloud.beforeSave('Checked', ({ object }) => { object.set('checked', true); });
        """;

    public static async Task<int> RunAsync(TimeSpan duration)
    {
        if (!await LoadDriver.IsInstalledAsync())
        {
            await Console.Error.WriteLineAsync("The load driver 'wrk' is not installed; on Debian: apt-get install wrk");
            return 2;
        }

        await ColdStart.RunAsync();
        var folder = Directory.CreateTempSubdirectory("backendinfra-bench-");
        var releases = Path.Combine(Path.GetTempPath(), $"{folder.Name}-releases");
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = folder.FullName }, NullLogger.Instance, CancellationToken.None);
            var app = await BenchmarkApp.CreateAsync(
                postgres.ConnectionString, new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true });
            using var product = HttpBenchmark.Start(
                Path.Combine(AppContext.BaseDirectory, "BackendInfra.Server.dll"),
                ["--urls", Url, "--Postgres:ConnectionString", postgres.ConnectionString, "--CloudCode:ReleaseFolder", releases, "--Logging:LogLevel:Default", "Warning"]);
            try
            {
                await HttpBenchmark.AwaitAsync(Url + "/health");
                await DeployAsync(app);
                await MeasureAsync(app, duration, product.Id, await HttpBenchmark.PostmasterAsync(postgres.ConnectionString));
            }
            finally
            {
                product.Kill();
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
            if (Directory.Exists(releases))
                Directory.Delete(releases, recursive: true);
        }
    }

    private static async Task DeployAsync(App app)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Parse-Application-Id", app.Id);
        client.DefaultRequestHeaders.Add("X-Parse-Master-Key", app.Keys.Master);
        using var body = new ByteArrayContent(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { files = new Dictionary<string, string> { ["main.js"] = Script } }));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var deployed = await client.PostAsync(Url + "/parse/cloud_code/releases", body);
        deployed.EnsureSuccessStatusCode();
        var start = Stopwatch.GetTimestamp();
        while (!(await client.PostAsync(Url + "/parse/functions/constant", new StringContent("{}"))).IsSuccessStatusCode)
            await Task.Delay(10);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"First call after a deployment: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms"));
    }

    private static async Task MeasureAsync(App app, TimeSpan duration, int server, int postmaster)
    {
        Task<LoadResult> RunAsync(string kind, string document, int connections, TimeSpan time) => LoadDriver.RunAsync(Url, kind, app.Id, document, connections, time, server, postmaster);

        await RunAsync("function", "constant", 16, TimeSpan.FromSeconds(3));
        var calls = new List<LoadResult>();
        for (var round = 0; round < Rounds; round++)
            calls.Add(await RunAsync("function", "constant", 16, duration));
        var call = LoadResult.Median(calls);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Function that returns a constant, 16 connections: {call.PerSecond:N0} calls/s, p50 {call.P50 / 1000:F2} ms, p99 {call.P99 / 1000:F2} ms, {call.ServerCpu:F3} CPU s/1000 of the server"));

        var (plain, hooked) = (new List<LoadResult>(), new List<LoadResult>());
        for (var round = -1; round < Rounds; round++)
        {
            var (without, with) = (await RunAsync("create", "Plain", 1, duration), await RunAsync("create", "Checked", 1, duration));

            // The first round only warms up.
            if (round < 0)
                continue;
            plain.Add(without);
            hooked.Add(with);
        }

        var (one, other) = (LoadResult.Median(plain), LoadResult.Median(hooked));
        var ratio = LoadResult.Middle(plain.Zip(hooked), pair => pair.Second.P50 / pair.First.P50);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Create, 1 connection: p50 {one.P50 / 1000:F2} ms; with beforeSave: {other.P50 / 1000:F2} ms; ratio {ratio:F2}"));
    }
}
