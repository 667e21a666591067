using System.Collections.Immutable;

namespace BackendInfra.Core.Values;

/// <param name="Points">A closed ring: the first point stands again at the end.</param>
public sealed record PolygonValue(ImmutableArray<GeoPointValue> Points) : ParseValue
{
    public override string TypeName => "Polygon";

    public bool Equals(PolygonValue? other) => other is not null && Points.SequenceEqual(other.Points);

    public override int GetHashCode() => Points.Aggregate(0, (hash, point) => HashCode.Combine(hash, point));
}
