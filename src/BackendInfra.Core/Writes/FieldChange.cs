using System.Collections.Immutable;

namespace BackendInfra.Core.Writes;

/// <summary>One operation and its place.</summary>
/// <param name="Keys">The way inside an Object field (<c>"stock.nyc": 1</c>); empty for the field itself.</param>
public sealed record FieldChange(string Field, ImmutableArray<string> Keys, FieldOperation Operation)
{
    public FieldChange(string field, FieldOperation operation)
        : this(field, [], operation)
    {
    }

    public bool IsNested => !Keys.IsEmpty;
}
