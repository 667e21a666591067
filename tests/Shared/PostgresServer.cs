using Npgsql;
using Xunit;

namespace BackendInfra.Tests.Shared;

/// <summary>
/// The PostgreSQL that tests run on; an assembly fixture. It is the server of <c>BACKENDINFRA_TEST_POSTGRES</c> (a
/// connection string of a role that may create databases), else a container, else embedded. It starts when the first
/// test asks for a database, so that a run of other tests does not pay for it.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly SemaphoreSlim _starting = new(1);
    private ITestPostgres? _server;

    /// <summary>Makes an empty database, dropped when the result is disposed.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellationToken = default) =>
        await TestDatabase.CreateAsync(await ConnectionStringAsync(cancellationToken), cancellationToken);

    /// <summary>Leads to the server's maintenance database, as a superuser where the server is ours.</summary>
    public async Task<string> ConnectionStringAsync(CancellationToken cancellationToken = default)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            _server ??= await StartAsync(cancellationToken);
            return _server.ConnectionString;
        }
        finally
        {
            _starting.Release();
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
            await _server.DisposeAsync();
        _starting.Dispose();
    }

    private static async Task<ITestPostgres> StartAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("BACKENDINFRA_TEST_POSTGRES") is { Length: > 0 } given)
            return new GivenPostgres(given);
        if (TemporaryPostgres.ForcedSource is null && await ContainerEngine.AnswersAsync(cancellationToken))
        {
            try
            {
                return await ContainerPostgres.StartAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // An engine without the image and without a network to pull it, for example.
                TestContext.Current.SendDiagnosticMessage("No container, so PostgreSQL is embedded: {0}", e.Message);
            }
        }
        return await TemporaryPostgres.StartAsync(cancellationToken);
    }
}
