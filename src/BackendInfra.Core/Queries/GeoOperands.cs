using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

/// <summary>What all front ends check about areas.</summary>
public static class GeoOperands
{
    /// <exception cref="ParseException">107 when the corners are exchanged.</exception>
    public static BoxFilter Box(FieldPath path, GeoPointValue southWest, GeoPointValue northEast) =>
        southWest.Latitude <= northEast.Latitude
            ? new BoxFilter(path, southWest, northEast)
            : throw Refusals.InvalidJson("A box begins at its southwest corner, which must not lie north of the other one.");

    /// <exception cref="ParseException">107 with fewer than three different points.</exception>
    public static PolygonValue Polygon(IEnumerable<GeoPointValue> points)
    {
        var ring = ImmutableArray.CreateBuilder<GeoPointValue>();
        ring.AddRange(points);
        return ParseJson.Polygon(ring);
    }
}
