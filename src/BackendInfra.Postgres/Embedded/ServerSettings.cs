namespace BackendInfra.Postgres.Embedded;

/// <summary>The server's <c>postgresql.conf</c>. <c>ALTER SYSTEM</c> wins over it, so operators can tune.</summary>
internal static class ServerSettings
{
    private static readonly Dictionary<string, string> s_ours = new()
    {
        ["max_connections"] = "100",
        ["shared_buffers"] = "256MB",
        // Our statements read few rows by index, from a disk that is a cache or an SSD.
        ["random_page_cost"] = "1.1",
        ["work_mem"] = "16MB",
        ["max_parallel_workers_per_gather"] = "0",
        ["jit"] = "off",
        // LiveQuery reads the changes from the log.
        ["wal_level"] = "logical",
        ["wal_writer_delay"] = "10ms",
        ["TimeZone"] = "UTC",
        ["log_timezone"] = "UTC",
        // We recognise messages by their English text.
        ["lc_messages"] = "C",
        ["log_line_prefix"] = "",
        // Errors of statements go to their caller; in a log their values could be secrets.
        ["log_min_messages"] = "log",
        ["log_min_error_statement"] = "panic",
    };

    internal static string Text(ServerEndpoint endpoint, IReadOnlyDictionary<string, string> overrides)
    {
        var all = new Dictionary<string, string>(s_ours)
        {
            ["listen_addresses"] = endpoint.IsSocket ? "" : endpoint.Host,
            ["unix_socket_directories"] = endpoint.IsSocket ? endpoint.Host : "",
            ["unix_socket_permissions"] = "0700",
            ["port"] = $"{endpoint.Port}",
        };
        foreach (var (name, value) in overrides)
            all[name] = value;
        return "# Written at every start. Change settings with ALTER SYSTEM.\n"
            + string.Concat(all.Select(setting => $"{setting.Key} = '{setting.Value.Replace("'", "''", StringComparison.Ordinal)}'\n"));
    }
}
