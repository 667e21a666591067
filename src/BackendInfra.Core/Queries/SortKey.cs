namespace BackendInfra.Core.Queries;

/// <summary>One key of an order. Unset values come first ascending and last descending.</summary>
public sealed record SortKey(FieldPath Path, bool Descending = false);
