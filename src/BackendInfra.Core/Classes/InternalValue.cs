namespace BackendInfra.Core.Classes;

/// <summary>What a write puts into an internal column.</summary>
/// <param name="Value">A string, an int, a UTC DateTime or a string array as the column's type is, or a <see cref="KeptPrevious"/>; null clears it.</param>
public sealed record InternalValue(InternalColumn Column, object? Value);
