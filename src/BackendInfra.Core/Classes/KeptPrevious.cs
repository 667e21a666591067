namespace BackendInfra.Core.Classes;

/// <summary>A value of a list column: what another internal column held before the write, in front of what the list holds.</summary>
/// <param name="Count">How many are kept.</param>
public sealed record KeptPrevious(InternalColumn Column, int Count);
