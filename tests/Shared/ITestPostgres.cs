namespace BackendInfra.Tests.Shared;

/// <summary>One way to come by a PostgreSQL server.</summary>
internal interface ITestPostgres : IAsyncDisposable
{
    string ConnectionString { get; }
}
