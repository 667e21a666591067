using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Postgres.Sql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Conditions on places, with PostgreSQL's own types: points are (longitude, latitude), so no extension is needed.</summary>
/// <remarks>An index on a point finds what lies in a box; so a distance is asked for in a box around it first.</remarks>
internal static class GeoCompiler
{
    /// <summary>Degrees by which a box is made wider than it must be, since its corners are rounded.</summary>
    private const double Margin = 1e-6;

    public static SqlText Compile(RowScope scope, GeoFilter filter)
    {
        if (filter.Path.Field is not { } field || filter.Path.IsNested)
            return SqlText.Of($"false");
        return filter switch
        {
            NearFilter { MaxRadians: null } => scope.Locate(field).IsSet,
            NearFilter near => Near(scope, field, near.Center, near.MaxRadians.Value),
            BoxFilter box => Box(scope, field, box),
            WithinPolygonFilter within => SqlText.Of($"{scope.Locate(field).Point} <@ {scope.Statement.Add(new NpgsqlPolygon(within.Area.Points.Select(p => new NpgsqlPoint(p.Longitude, p.Latitude))))}"),
            PolygonContainsFilter contains => SqlText.Of($"{Point(scope.Statement, contains.Point.Longitude, contains.Point.Latitude)} <@ {Polygon(scope, field)}"),
            _ => throw new InvalidOperationException($"No SQL is known for {filter.GetType().Name}."),
        };
    }

    /// <summary>The distance of a GeoPoint field in radians (haversine); NULL when the field is unset.</summary>
    public static SqlText Distance(RowScope scope, FieldDefinition field, Operand from)
    {
        var place = scope.Locate(field);

        // least() passes over a NULL.
        return SqlText.Of($"CASE WHEN {place.IsSet} THEN {Distance(scope.Statement, SqlText.Of($"({place.Point})[0]"), SqlText.Of($"({place.Point})[1]"), from)} END");
    }

    /// <summary>Likewise, of a place in degrees.</summary>
    public static SqlText Distance(Statement statement, SqlText longitude, SqlText latitude, Operand from)
    {
        var (fromLongitude, fromLatitude) = from is ConstantOperand { Value: GeoPointValue place }
            ? (statement.Add(place.Longitude), statement.Add(place.Latitude))
            : (statement.Add(from, OperandForm.Longitude), statement.Add(from, OperandForm.Latitude));
        return SqlText.Of($"2 * asin(least(1, sqrt(sind(({latitude} - {fromLatitude}) / 2) ^ 2 + cosd({fromLatitude}) * cosd({latitude}) * sind(({longitude} - {fromLongitude}) / 2) ^ 2)))");
    }

    private static SqlText Near(RowScope scope, FieldDefinition field, GeoPointValue center, double radians)
    {
        var distance = SqlText.Of($"{Distance(scope, field, Operand.Of(center))} <= {scope.Statement.Add(radians)}");
        return Around(center, radians) is var (southWest, northEast)
            ? SqlText.Of($"({Inside(scope, field, southWest, northEast)} AND {distance})")
            : distance;
    }

    private static SqlText Box(RowScope scope, FieldDefinition field, BoxFilter box)
    {
        var (southWest, northEast) = (box.SouthWest, box.NorthEast);
        if (southWest.Longitude <= northEast.Longitude)
            return Inside(scope, field, southWest, northEast);

        var west = Inside(scope, field, southWest, northEast with { Longitude = 180 });
        var east = Inside(scope, field, southWest with { Longitude = -180 }, northEast);
        return SqlText.Of($"({west} OR {east})");
    }

    private static SqlText Inside(RowScope scope, FieldDefinition field, GeoPointValue southWest, GeoPointValue northEast) =>
        SqlText.Of($"{scope.Locate(field).Point} <@ box({Point(scope.Statement, southWest.Longitude, southWest.Latitude)}, {Point(scope.Statement, northEast.Longitude, northEast.Latitude)})");

    /// <summary>The box that holds a circle; null when the circle reaches a pole or the date line.</summary>
    private static (GeoPointValue SouthWest, GeoPointValue NorthEast)? Around(GeoPointValue center, double radians)
    {
        var height = double.RadiansToDegrees(radians) + Margin;
        if (Math.Abs(center.Latitude) + height >= 90)
            return null;
        var width = double.RadiansToDegrees(Math.Asin(Math.Sin(radians) / Math.Cos(double.DegreesToRadians(center.Latitude)))) + Margin;
        return Math.Abs(center.Longitude) + width > 180
            ? null
            : (new GeoPointValue(center.Latitude - height, center.Longitude - width), new GeoPointValue(center.Latitude + height, center.Longitude + width));
    }

    private static SqlText Point(Statement statement, double longitude, double latitude) =>
        SqlText.Of($"point({statement.Add(longitude)}, {statement.Add(latitude)})");

    private static SqlText Polygon(RowScope scope, FieldDefinition field)
    {
        var pair = scope.Statement.NextAlias('e');
        return SqlText.Of($"(SELECT format('(%s)', string_agg(format('(%s,%s)', {pair}.v->>1, {pair}.v->>0), ',' ORDER BY {pair}.n))::polygon FROM jsonb_array_elements({scope.Locate(field).Json}) WITH ORDINALITY {pair}(v, n) HAVING count(*) > 0)");
    }
}
