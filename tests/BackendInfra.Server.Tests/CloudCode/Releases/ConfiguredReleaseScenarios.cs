using System.Collections.Concurrent;
using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Server.CloudCode.Releases;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode.Releases;

/// <summary>A folder that a server follows while its author works in it.</summary>
public sealed class ConfiguredReleaseScenarios(PostgresServer postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLogger _log = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        Write("main.js", "Parse.Cloud.define('version', () => 1);");
        _server = new TestServer(postgres)
        {
            Settings = [$"--CloudCode:Apps:followed={_folder.Path}", "--CloudCode:Apps:missing=/no/such/folder"],
            Register = services => services
                .AddSingleton<ILoggerProvider>(_log)
                .AddHostedService<MadeBefore>()
                .AddHostedService<ConfiguredReleases>(),
        };
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_is_deployed_at_the_start_and_whenever_it_changes_but_for_what_does_not_load()
    {
        Assert.Contains("there is no folder", await _log.SeeAsync("CloudCode:Apps:missing"), StringComparison.Ordinal);
        await SeeVersionAsync(1);
        Write("main.js", "Parse.Cloud.define('version', () => require('./lib/version'));");
        Write("lib/version.js", "module.exports = 2;");
        await SeeVersionAsync(2);
        Write("lib/version.js", "module.exports = 3;");
        await SeeVersionAsync(3);

        Write("lib/broken.js", "throw new Error('half written');");
        Write("main.js", "require('./lib/broken');");
        Assert.Contains("what was deployed before goes on.", await _log.SeeAsync("half written"), StringComparison.Ordinal);
        await SeeVersionAsync(3);
        var app = (await _server.Services.GetRequiredService<IAppStore>().FindByNameAsync("followed", TestContext.Current.CancellationToken))!;
        var newest = (await _server.Services.GetRequiredService<IReleaseStore>().ListAsync(app, TestContext.Current.CancellationToken))[0];
        Assert.Equal((true, "Deployed from a folder of the server"), (newest.IsActive, newest.Comment));

        Write("main.js", "Parse.Cloud.define('version', () => 4);");
        await SeeVersionAsync(4);
    }

    private async Task SeeVersionAsync(int version)
    {
        var app = (await _server.Services.GetRequiredService<IAppStore>().FindByNameAsync("followed", TestContext.Current.CancellationToken))!;
        await Eventually.SeeAsync(
            async () => (await _server.Anonymous(app).PostAsync("/parse/functions/version", "{}")).Text, text => text == $$"""{"result":{{version}}}""");
    }

    private void Write(string path, string content)
    {
        var file = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    /// <summary>An app that is there when the server starts.</summary>
    private sealed class MadeBefore(IAppStore apps) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => apps.CreateAsync("followed", new AppOptions(), cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class RecordingLogger : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public Task<string?> SeeAsync(string part) =>
            Eventually.SeeAsync(() => Task.FromResult(_lines.FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal))), line => line is not null);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
