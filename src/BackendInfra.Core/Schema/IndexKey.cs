namespace BackendInfra.Core.Schema;

public sealed record IndexKey(string Field, bool Descending = false);
