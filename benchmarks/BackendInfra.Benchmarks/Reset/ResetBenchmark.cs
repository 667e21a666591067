using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using BackendInfra.Benchmarks.Http;
using BackendInfra.Core.Apps;
using BackendInfra.Postgres.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BackendInfra.Benchmarks.Reset;

/// <summary>Emptying an app of 20 classes between two tests: <c>POST /testing/reset</c> beside a hand-written TRUNCATE of the same tables.</summary>
internal static class ResetBenchmark
{
    private const int Classes = 20;
    private const int Rows = 20;
    private const string Url = "http://127.0.0.1:21339";

    public static async Task<int> RunAsync(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("backendinfra-bench-");
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = folder.FullName }, NullLogger.Instance, CancellationToken.None);
            var app = await BenchmarkApp.CreateAsync(postgres.ConnectionString, new AppOptions());
            using var server = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "BackendInfra.Server.dll"), "--urls", Url, "--Testing=true", "--environment=Testing", "--Postgres:ConnectionString", postgres.ConnectionString, "--Logging:LogLevel:Default", "Warning"]))!;
            try
            {
                await HttpBenchmark.AwaitAsync(Url + "/health");
                await MeasureAsync(app, postgres.ConnectionString, rounds);
            }
            finally
            {
                server.Kill();
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(App app, string connectionString, int rounds)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Url) };
        http.DefaultRequestHeaders.Add("X-Parse-Application-Id", app.Id);
        http.DefaultRequestHeaders.Add("X-Parse-Master-Key", app.Keys.Master);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var tables = string.Join(", ", Enumerable.Range(0, Classes).Select(i => $"\"{app.DatabaseSchema}\".\"Class{i}\""));
        await using var truncate = new NpgsqlCommand($"TRUNCATE {tables}", connection);

        var (reference, ours) = (new List<double>(), new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            await FillAsync(http);
            var one = await TimeAsync(() => truncate.ExecuteNonQueryAsync());
            await FillAsync(http, withClasses: false);
            var other = await TimeAsync(async () => (await http.PostAsync("/parse/testing/reset", null)).EnsureSuccessStatusCode());

            // The first round only warms up.
            if (round < 0)
                continue;
            reference.Add(one);
            ours.Add(other);
        }

        Console.WriteLine("| | median ms |");
        Console.WriteLine("|---|---:|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| TRUNCATE of {Classes} tables | {Median(reference):F1} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| POST /testing/reset, the classes go too | {Median(ours):F1} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| ratio | {Median(ours) / Median(reference):F2} |"));
    }

    private static async Task FillAsync(HttpClient http, bool withClasses = true)
    {
        for (var i = 0; i < Classes; i++)
        {
            if (withClasses)
            {
                var definition = new
                {
                    fields = new Dictionary<string, object> { ["name"] = new { type = "String" }, ["price"] = new { type = "Number" }, ["owner"] = new { type = "Pointer", targetClass = "_User" } },
                    indexes = new Dictionary<string, object> { ["byPrice"] = new { price = 1 } },
                };
                (await http.PostAsJsonAsync($"/parse/schemas/Class{i}", definition)).EnsureSuccessStatusCode();
            }

            var requests = Enumerable.Range(0, Rows).Select(n => new { method = "POST", path = $"/parse/classes/Class{i}", body = new { name = $"Object {n}", price = n } });
            (await http.PostAsJsonAsync("/parse/batch", new { requests })).EnsureSuccessStatusCode();
        }

        (await http.PostAsJsonAsync("/parse/users", new { username = "ada", password = "secret" })).Dispose();
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values) => LoadResult.Middle(values, value => value);
}
