using Testcontainers.PostgreSql;

namespace BackendInfra.Tests.Shared;

/// <summary>A server in a container.</summary>
internal sealed class ContainerPostgres : ITestPostgres
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly PostgreSqlContainer _container;

    private ContainerPostgres(PostgreSqlContainer container) => _container = container;

    public string ConnectionString => _container.GetConnectionString();

    internal static async Task<ContainerPostgres> StartAsync(CancellationToken cancellationToken)
    {
        var container = new PostgreSqlBuilder("postgres:17")
            .WithCommand("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "wal_level=logical", "-c", "jit=off")
            .Build();
        try
        {
            await container.StartAsync(cancellationToken).WaitAsync(s_patience, cancellationToken);
            return new(container);
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
