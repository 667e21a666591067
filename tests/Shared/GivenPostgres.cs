namespace BackendInfra.Tests.Shared;

/// <summary>A server that somebody else runs.</summary>
internal sealed class GivenPostgres(string connectionString) : ITestPostgres
{
    public string ConnectionString => connectionString;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
