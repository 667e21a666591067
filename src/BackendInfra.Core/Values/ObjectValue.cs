using System.Collections.Immutable;

namespace BackendInfra.Core.Values;

/// <summary>A JSON object; the order of its keys is not kept, as in PostgreSQL's jsonb.</summary>
public sealed record ObjectValue(ImmutableSortedDictionary<string, ParseValue> Members) : ParseValue
{
    public static readonly ObjectValue Empty = new(ImmutableSortedDictionary.Create<string, ParseValue>(StringComparer.Ordinal));

    public override string TypeName => "Object";

    public bool Equals(ObjectValue? other) => other is not null && Members.SequenceEqual(other.Members);

    public override int GetHashCode() => Members.Aggregate(0, (hash, member) => HashCode.Combine(hash, member.Key, member.Value));
}
