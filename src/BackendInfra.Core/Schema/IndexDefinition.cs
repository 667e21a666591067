using System.Collections.Immutable;
using BackendInfra.Core.Queries;

namespace BackendInfra.Core.Schema;

/// <summary>An index that somebody asked for, over promoted columns. Indexes that every class has are not listed.</summary>
/// <param name="Name">As the schema API names it; unique in its class.</param>
/// <param name="Keys">In order of significance; never empty.</param>
public sealed record IndexDefinition(string Name, ImmutableArray<IndexKey> Keys, bool Unique = false)
{
    /// <summary>Leaves out objects that have none of the keys.</summary>
    public bool Sparse { get; init; }

    /// <summary>Which objects are in the index, and, where it is unique, must differ from each other; empty for all.</summary>
    public ImmutableArray<IndexCondition> Where { get; init; } = [];

    /// <summary>Every field that the index depends on.</summary>
    public IEnumerable<string> Fields => Keys.Select(key => key.Field).Concat(Where.Select(condition => condition.Field));

    /// <summary>The objects in the index as a filter; null for all of them.</summary>
    public Filter? Filter(ClassSchema schema)
    {
        var parts = Where.Select(condition => condition.ToFilter(PathOf(schema, condition.Field)));
        if (Sparse)
            parts = parts.Append(new OrFilter([.. Keys.Select(key => new ExistsFilter(PathOf(schema, key.Field)))]));
        ImmutableArray<Filter> all = [.. parts];
        return all.IsEmpty ? null : Queries.Filter.And(all);
    }

    public bool Equals(IndexDefinition? other) =>
        other is not null && Name == other.Name && Unique == other.Unique && Sparse == other.Sparse
        && Keys.SequenceEqual(other.Keys) && Where.SequenceEqual(other.Where);

    public override int GetHashCode() => HashCode.Combine(Name, Unique, Keys.Length);

    private static FieldPath PathOf(ClassSchema schema, string field) => FieldPath.Of(schema.Find(field)!);
}
