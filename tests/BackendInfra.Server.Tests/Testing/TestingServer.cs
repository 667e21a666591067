using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.Testing;

/// <summary>A server that serves tests. A class fixture.</summary>
public sealed class TestingServer(PostgresServer postgres) : IAsyncLifetime
{
    public TestServer Server { get; } = new(postgres) { Settings = ["--Testing=true", "--environment=Testing"] };

    public ValueTask InitializeAsync() => Server.InitializeAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
