using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>The connections to the server's database: two pools that differ in how PostgreSQL plans prepared statements.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    /// <summary>Settings of every session, given at its start so that no request pays for a SET.</summary>
    private const string SessionOptions =
        "-c jit=off -c max_parallel_workers_per_gather=0 -c work_mem=16MB -c TimeZone=UTC"
        + " -c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s";

    private NpgsqlDataSource? _generic;
    private NpgsqlDataSource? _custom;
    private NpgsqlDataSource? _bounded;

    /// <summary>For what is driven by a key or an ordered index, for writes and transactions.</summary>
    public NpgsqlDataSource Generic => _generic ?? throw NotStarted();

    /// <summary>For what depends on its values: full scans, GIN, aggregates.</summary>
    public NpgsqlDataSource Custom => _custom ?? throw NotStarted();

    /// <summary>For clients' regular expressions, some of which would run for hours: few connections, and a short time.</summary>
    public NpgsqlDataSource Bounded => _bounded ?? throw NotStarted();

    public string ConnectionString { get; private set; } = "";

    public void Open(string connectionString)
    {
        ConnectionString = connectionString;
        _generic = Source(connectionString, "force_generic_plan");
        _custom = Source(connectionString, "force_custom_plan");

        // Not prepared: a bad expression fails while its plan is made, and Npgsql then knows a prepared statement by half,
        // whose next run it takes for a broken protocol.
        _bounded = Source(connectionString, "force_custom_plan", " -c statement_timeout=3s", poolSize: 8, prepared: 0);
    }

    public async ValueTask DisposeAsync()
    {
        if (_generic is not null)
            await _generic.DisposeAsync();
        if (_custom is not null)
            await _custom.DisposeAsync();
        if (_bounded is not null)
            await _bounded.DisposeAsync();
    }

    private static NpgsqlDataSource Source(string connectionString, string planMode, string more = "", int poolSize = 16, int prepared = 500)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Options = $"-c plan_cache_mode={planMode} {SessionOptions}{more}",
            ApplicationName = "BackendInfra",
            MaxAutoPrepare = prepared,
            AutoPrepareMinUsages = 2,

            // While the database is away every call must end within five seconds (rule 16).
            Timeout = 4,
            CommandTimeout = 35,
            MaxPoolSize = poolSize,
            IncludeErrorDetail = false,
            NoResetOnClose = true,
        };
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    private static InvalidOperationException NotStarted() => new("The database has not been started yet.");
}
