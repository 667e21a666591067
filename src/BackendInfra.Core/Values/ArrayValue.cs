using System.Collections.Immutable;

namespace BackendInfra.Core.Values;

/// <summary>An array; its elements keep their <c>__type</c> wrappers when stored.</summary>
public sealed record ArrayValue(ImmutableArray<ParseValue> Items) : ParseValue
{
    public static readonly ArrayValue Empty = new([]);

    public override string TypeName => "Array";

    public bool Equals(ArrayValue? other) => other is not null && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Aggregate(0, (hash, item) => HashCode.Combine(hash, item));
}
