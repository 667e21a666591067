using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

/// <summary>Distances and areas on Earth, with the meaning that the SQL compiler gives them.</summary>
public static class Geography
{
    /// <summary>The radii that Parse divides distances by.</summary>
    public const double EarthMiles = 3959, EarthKilometers = 6371;

    /// <summary>The angle between two places (haversine).</summary>
    public static double Radians(GeoPointValue a, GeoPointValue b)
    {
        var (north, south) = (double.DegreesToRadians(a.Latitude), double.DegreesToRadians(b.Latitude));
        var latitude = Math.Sin((south - north) / 2);
        var longitude = Math.Sin(double.DegreesToRadians(b.Longitude - a.Longitude) / 2);
        var square = (latitude * latitude) + (Math.Cos(north) * Math.Cos(south) * longitude * longitude);
        return 2 * Math.Asin(Math.Min(1, Math.Sqrt(square)));
    }

    public static bool IsIn(BoxFilter box, GeoPointValue point) =>
        point.Latitude >= box.SouthWest.Latitude && point.Latitude <= box.NorthEast.Latitude
        && (box.SouthWest.Longitude <= box.NorthEast.Longitude
            ? point.Longitude >= box.SouthWest.Longitude && point.Longitude <= box.NorthEast.Longitude
            : point.Longitude >= box.SouthWest.Longitude || point.Longitude <= box.NorthEast.Longitude);

    /// <summary>Whether a polygon holds a point: its ring winds around it, as PostgreSQL has it where a ring crosses itself, or it lies on an edge.</summary>
    public static bool IsIn(PolygonValue polygon, GeoPointValue point)
    {
        var turns = 0;
        for (var i = 1; i < polygon.Points.Length; i++)
        {
            var (a, b) = (polygon.Points[i - 1], polygon.Points[i]);
            var side = ((b.Longitude - a.Longitude) * (point.Latitude - a.Latitude)) - ((b.Latitude - a.Latitude) * (point.Longitude - a.Longitude));
            if (side == 0 && IsBetween(a, b, point))
                return true;
            if (a.Latitude <= point.Latitude && b.Latitude > point.Latitude && side > 0)
                turns++;
            else if (a.Latitude > point.Latitude && b.Latitude <= point.Latitude && side < 0)
                turns--;
        }

        return turns != 0;
    }

    private static bool IsBetween(GeoPointValue a, GeoPointValue b, GeoPointValue point) =>
        point.Latitude >= Math.Min(a.Latitude, b.Latitude) && point.Latitude <= Math.Max(a.Latitude, b.Latitude)
        && point.Longitude >= Math.Min(a.Longitude, b.Longitude) && point.Longitude <= Math.Max(a.Longitude, b.Longitude);
}
