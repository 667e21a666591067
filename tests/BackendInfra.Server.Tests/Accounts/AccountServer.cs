using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Postgres;
using BackendInfra.Server.Hosting;
using BackendInfra.Server.Http;
using BackendInfra.Server.Mails;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BackendInfra.Server.Tests.Accounts;

/// <summary>The real server with a mail server and a clock that tests move, each in an app of its own.</summary>
public sealed class AccountServer(PostgresServer postgres) : IAsyncLifetime
{
    private TestDatabase? _database;
    private WebApplication? _server;
    private int _apps;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public Uri Address => new(_server!.Urls.First());

    public string ConnectionString => _database!.ConnectionString;

    public MailSink Mails { get; private set; } = null!;

    /// <summary>Everything that the server has logged.</summary>
    public CapturedLog Log { get; } = new();

    /// <summary>Somebody who only has a token.</summary>
    internal static Caller Reader(App app) => new(app, Principal.Anonymous);

    internal AccountRecovery Recovery => _server!.Services.GetRequiredService<AccountRecovery>();

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <summary>Makes an app whose classes start public.</summary>
    public Task<App> CreateAppAsync(AppOptions options)
    {
        var name = $"app{Interlocked.Increment(ref _apps)}";
        return _server!.Services.GetRequiredService<IAppStore>().CreateAsync(
            name,
            options with { DefaultClassLevelPermissions = DefaultPermissions.Public, PublicServerUrl = options.PublicServerUrl ?? new Uri(Address, "/parse").ToString() },
            TestContext.Current.CancellationToken,
            name);
    }

    public RestClient Anonymous(App app) => new(Http, Address, app);

    public RestClient Master(App app) => new(Http, Address, app) { Headers = { ["X-Parse-Master-Key"] = app.Keys.Master } };

    public RestClient As(App app, string sessionToken) => new(Http, Address, app) { Headers = { ["X-Parse-Session-Token"] = sessionToken } };

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        Mails = await MailSink.StartAsync();
        await StartAsync();
    }

    /// <summary>Ends the server and starts another one on the same database.</summary>
    public async Task RestartAsync(params string[] settings)
    {
        await StopAsync();
        await StartAsync(settings);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await StopAsync();
        if (Mails is not null)
            await Mails.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private async Task StartAsync(params string[] settings)
    {
        var builder = ServerHost.CreateBuilder(
        [
            "--urls=http://127.0.0.1:0", $"--Postgres:ConnectionString={ConnectionString}", "--Mail:Host=127.0.0.1", $"--Mail:Port={Mails.Port}",
            $"--Mail:User={MailSink.User}", $"--Mail:Password={MailSink.Password}", "--Mail:From=server@example.com", "--Mail:Tls=none", .. settings,
        ]);
        builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddPostgres(builder.Configuration);
        _server = ServerHost.Build(builder);
        await _server.StartAsync(TestContext.Current.CancellationToken);
    }

    private async Task StopAsync()
    {
        if (_server is null)
            return;
        await _server.StopAsync();
        await _server.DisposeAsync();
    }
}
