using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

/// <summary>A condition on a place. Distances are radians of a great circle; areas lie in the plane of longitude and latitude.</summary>
public abstract record GeoFilter(FieldPath Path) : PathFilter(Path);

/// <summary>Whether a GeoPoint field is set and at most so far away.</summary>
/// <param name="MaxRadians">Not negative; null for any distance.</param>
/// <param name="Sorts">Whether the nearest come first when the query asks for no order.</param>
public sealed record NearFilter(FieldPath Path, GeoPointValue Center, double? MaxRadians, bool Sorts) : GeoFilter(Path);

/// <summary>Whether a GeoPoint field lies in a rectangle, edges included.</summary>
/// <param name="NorthEast">West of the south-west corner when the box crosses the date line.</param>
public sealed record BoxFilter(FieldPath Path, GeoPointValue SouthWest, GeoPointValue NorthEast) : GeoFilter(Path);

/// <summary>Whether a GeoPoint field lies in a polygon, edges included.</summary>
public sealed record WithinPolygonFilter(FieldPath Path, PolygonValue Area) : GeoFilter(Path);

/// <summary>Whether a Polygon field holds a point, edges included.</summary>
public sealed record PolygonContainsFilter(FieldPath Path, GeoPointValue Point) : GeoFilter(Path);
