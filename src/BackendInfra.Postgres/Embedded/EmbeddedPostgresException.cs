namespace BackendInfra.Postgres.Embedded;

/// <summary>The embedded PostgreSQL cannot run. The message says what to do, and is meant for the operator.</summary>
internal sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
