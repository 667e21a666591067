using System.Diagnostics;
using System.Globalization;
using BackendInfra.Benchmarks.Http;
using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Logs;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.CloudCode;
using BackendInfra.Server.Dispatch;

namespace BackendInfra.Benchmarks.CloudCode;

/// <summary>What workers cost without HTTP and a database around them: a start, and a call at 16 in flight.</summary>
internal static class ColdStart
{
    private const int Starts = 9;
    private const int InFlight = 16;
    private const int Calls = 100_000;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("backendinfra-cold-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        await File.WriteAllTextAsync(Path.Combine(folder, "main.js"), "Parse.Cloud.define('constant', () => 42);");
        var app = new App("cold", "cold", "app_cold", new AppKeys("c", "j", "r", "n", "m", "o", "t", "w"), new AppOptions()) { CloudCode = new CloudRelease(1, CloudDefinitions.None) };
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IAppStore>(new OneApp(app));
        builder.Services.AddSingleton<IReleaseFolders>(new OneFolder(folder));
        builder.Services.AddSingleton<IAppLog, NoLog>();
        builder.Services.AddCloudCode(builder.Configuration);
        await using var host = builder.Build();
        await host.StartAsync();
        var workers = host.Services.GetRequiredService<CloudWorkers>();

        var times = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await workers.TryAsync(app, folder, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Cold start of a worker, until its script has loaded (and its end): median {LoadResult.Middle(times, time => time):F0} ms, longest {times.Max():F0} ms"));
        await CallAsync(workers, app, Calls / 10);
        var begun = Stopwatch.GetTimestamp();
        await CallAsync(workers, app, Calls);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Calls of a constant function without HTTP, {InFlight} in flight: {Calls / Stopwatch.GetElapsedTime(begun).TotalSeconds:N0}/s"));
        await host.StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task CallAsync(CloudWorkers workers, App app, int calls)
    {
        var body = """{"functionName":"constant","params":{},"master":false,"headers":{},"context":{}}"""u8.ToArray();
        var left = calls;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                await workers.CallAsync(new CodeCall(app, CodeKind.Function, "constant", body, RequestOrigin.None), CancellationToken.None);
        }));
    }

    private sealed class OneApp(App app) : IAppStore
    {
        public ValueTask<App?> FindAsync(string applicationId, CancellationToken cancellationToken) => new(app);

        public Task<App?> FindByNameAsync(string name, CancellationToken cancellationToken) => Task.FromResult<App?>(app);

        public Task<IReadOnlyList<App>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<App>>([app]);

        public Task<App> CreateAsync(string name, AppOptions options, CancellationToken cancellationToken, string? applicationId = null) => throw new NotSupportedException();

        public Task<App> ChangeAsync(App app, AppOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class OneFolder(string folder) : IReleaseFolders
    {
        public Task<string> FolderAsync(App app, int release, CancellationToken cancellationToken) => Task.FromResult(folder);
    }

    private sealed class NoLog : IAppLog
    {
        public void Write(App app, AppLogEntry entry)
        {
        }
    }
}
