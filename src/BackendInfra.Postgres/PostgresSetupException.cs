namespace BackendInfra.Postgres;

/// <summary>The database cannot be used as it is; the message tells the operator what to do.</summary>
public sealed class PostgresSetupException(string message) : Exception(message);
