using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Cases;

/// <summary>The server of the golden cases. Those that only read share an app; each that writes has one of its own.</summary>
public sealed class CaseServer(PostgresServer postgres) : IAsyncLifetime
{
    private readonly TestServer _server = new(postgres);
    private CaseApp? _read;
    private int _apps;

    internal SentStatements Statements { get; } = new();

    internal async Task<CaseApp> AppAsync(bool writes) => writes
        ? await CaseApp.CreateAsync(_server, $"case{++_apps}")
        : _read ??= await CaseApp.CreateAsync(_server, "cases");

    internal RestClient Master(CaseApp app) => _server.Master(app.App);

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        Statements.Dispose();
        return _server.DisposeAsync();
    }
}
