using BackendInfra.Postgres.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace BackendInfra.Tests.Shared;

/// <summary>The embedded server in a folder of its own that is deleted afterwards.</summary>
internal sealed class TemporaryPostgres : ITestPostgres
{
    private readonly TemporaryFolder _folder;
    private readonly EmbeddedPostgres _server;

    private TemporaryPostgres(TemporaryFolder folder, EmbeddedPostgres server) => (_folder, _server) = (folder, server);

    public string ConnectionString => _server.ConnectionString;

    /// <summary><c>BACKENDINFRA_TEST_POSTGRES_SOURCE</c>: <c>npm</c> or <c>installed</c>; null when it is not set.</summary>
    internal static PostgresSource? ForcedSource =>
        Environment.GetEnvironmentVariable("BACKENDINFRA_TEST_POSTGRES_SOURCE") is { Length: > 0 } name
            ? Enum.Parse<PostgresSource>(name, ignoreCase: true)
            : null;

    internal static async Task<TemporaryPostgres> StartAsync(CancellationToken cancellationToken)
    {
        var folder = new TemporaryFolder();
        try
        {
            var options = new EmbeddedPostgresOptions
            {
                DataDirectory = folder.Path,
                Source = ForcedSource ?? PostgresSource.Any,
                // These data need not survive a power cut.
                Settings = new Dictionary<string, string> { ["fsync"] = "off", ["full_page_writes"] = "off" },
            };
            return new(folder, await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, cancellationToken));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
