namespace BackendInfra.Core.Schema;

/// <summary>A statement met tables that differ from the snapshot it was made for: another server changed the schema just now.</summary>
/// <remarks>The registry has reloaded when this is thrown; whoever made the plan makes it once more.</remarks>
public sealed class SchemaChangedException(Exception cause)
    : Exception("The schema changed while the request ran.", cause);
