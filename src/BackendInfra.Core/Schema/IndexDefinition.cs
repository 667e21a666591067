using System.Collections.Immutable;

namespace BackendInfra.Core.Schema;

/// <summary>An index that somebody asked for, over promoted columns. Indexes that every class has are not listed.</summary>
/// <param name="Name">As the schema API names it; unique in its class.</param>
/// <param name="Keys">In order of significance; never empty.</param>
public sealed record IndexDefinition(string Name, ImmutableArray<IndexKey> Keys, bool Unique = false)
{
    public bool Equals(IndexDefinition? other) =>
        other is not null && Name == other.Name && Unique == other.Unique && Keys.SequenceEqual(other.Keys);

    public override int GetHashCode() => HashCode.Combine(Name, Unique, Keys.Length);
}
