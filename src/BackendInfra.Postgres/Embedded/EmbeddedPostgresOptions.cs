namespace BackendInfra.Postgres.Embedded;

/// <summary>What <see cref="EmbeddedPostgres"/> has to be told.</summary>
internal sealed record EmbeddedPostgresOptions
{
    /// <summary>The folder that keeps the database; made when it is missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Which binaries may be used.</summary>
    public PostgresSource Source { get; init; } = PostgresSource.Any;

    /// <summary>
    /// The only <c>node_modules</c> to look in. When null, those beside the program and the current folder, and
    /// in the folders above them.
    /// </summary>
    public string? NodeModules { get; init; }

    /// <summary>Server settings (<c>postgresql.conf</c>) that win over ours.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
