namespace BackendInfra.Core.Classes;

/// <summary>What a write puts into an internal column.</summary>
/// <param name="Value">A string, an int or a UTC DateTime as the column's type is; null clears it.</param>
public sealed record InternalValue(InternalColumn Column, object? Value);
