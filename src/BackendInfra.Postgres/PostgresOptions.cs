using BackendInfra.Postgres.Embedded;

namespace BackendInfra.Postgres;

/// <summary>Where the database is: section <c>Postgres</c> of the configuration.</summary>
internal sealed record PostgresOptions
{
    /// <summary>A server of the operator's. Null starts the embedded one.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The embedded server's folder.</summary>
    public string DataDirectory { get; init; } = ".backendinfra";

    /// <summary>Which binaries the embedded server may use.</summary>
    public PostgresSource Source { get; init; } = PostgresSource.Any;

    /// <summary>Whether a program that finds the folder's server running uses that one: for commands beside a running server.</summary>
    public bool Attach { get; init; }
}
