using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Users;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BackendInfra.Tests.Shared;

/// <summary>The PostgreSQL side alone, on a database of its own, with one app: for tests below HTTP.</summary>
public sealed class PostgresHost : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly IHost _host;

    private PostgresHost(TestDatabase database, IHost host, App app)
    {
        _database = database;
        _host = host;
        App = app;
    }

    public App App { get; }

    public IServiceProvider Services => _host.Services;

    public ISchemaRegistry Registry => Services.GetRequiredService<ISchemaRegistry>();

    public IObjectStore Store => Services.GetRequiredService<IObjectStore>();

    public IReadExecutor Reads => Services.GetRequiredService<IReadExecutor>();

    public WritePipeline Writes => Services.GetRequiredService<WritePipeline>();

    public string ConnectionString => _database.ConnectionString;

    public static async Task<PostgresHost> StartAsync(PostgresServer server, AppOptions? options, CancellationToken cancellationToken)
    {
        var database = await server.CreateDatabaseAsync(cancellationToken);
        var host = Build(database.ConnectionString);
        await host.StartAsync(cancellationToken);
        var app = await host.Services.GetRequiredService<IAppStore>().CreateAsync("test", options ?? new AppOptions(), cancellationToken);
        return new PostgresHost(database, host, app);
    }

    /// <summary>A second server of the same database.</summary>
    public async Task<IHost> StartAnotherAsync(CancellationToken cancellationToken)
    {
        var host = Build(_database.ConnectionString);
        await host.StartAsync(cancellationToken);
        return host;
    }

    public Task<SchemaSnapshot> CreateClassAsync(ClassEdit edit, CancellationToken cancellationToken) =>
        Registry.ChangeAsync(App, snapshot => SchemaEditor.Create(snapshot, edit, App.Options), cancellationToken);

    public Task<WriteOutcome> WriteAsync(WritePlan plan, CancellationToken cancellationToken) =>
        Writes.RunAsync(App, Principal.Master, plan, cancellationToken);

    /// <summary>Reads with the rows as texts, columns after each other.</summary>
    public async Task<RecordingSink> ReadAsync(ReadPlan plan, Principal principal, CancellationToken cancellationToken)
    {
        var schema = await Registry.GetAsync(App, cancellationToken);
        var read = Reads.Compile(schema, AccessGate.Authorize(plan, principal));
        var sink = new RecordingSink();
        await Reads.ExecuteAsync(App, [read], ReadContext.For(principal), [sink], cancellationToken);
        return sink;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _database.DisposeAsync();
    }

    private static IHost Build(string connectionString)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("Postgres:ConnectionString", connectionString)]);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IPasswordHasher, NoPasswords>();
        builder.Services.AddSingleton<PasswordChanges>();
        builder.Services.AddSingleton<ITriggerDispatcher>(NoTriggers.Instance);
        builder.Services.AddSingleton<IAccountMails>(NoMails.Instance);
        builder.Services.AddSingleton<WritePipeline>();
        builder.Services.AddPostgres(builder.Configuration);
        return builder.Build();
    }
}
