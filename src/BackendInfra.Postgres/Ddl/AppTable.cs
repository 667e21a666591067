namespace BackendInfra.Postgres.Ddl;

/// <summary>A table that every app has beside those of its classes. Its name is that of no class.</summary>
internal sealed class AppTable
{
    /// <summary>Config: a row per parameter, so that changes of different ones do not meet.</summary>
    public static readonly AppTable Config = new("_config");

    /// <summary>Ids of requests that are run once only.</summary>
    public static readonly AppTable Requests = new("_requests");

    /// <summary>Wrong log-ins of names that nobody has: a row per name, which is kept as a hash.</summary>
    public static readonly AppTable UnknownLogIns = new("_unknown_log_ins");

    /// <summary>GraphQL documents that clients may send by their ids.</summary>
    public static readonly AppTable Documents = new("_graphql_documents");

    /// <summary>Lines of the log of the app's own code.</summary>
    public static readonly AppTable Log = new("_log");

    private AppTable(string name) => Name = name;

    public string Name { get; }
}
