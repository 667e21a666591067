using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Inputs;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Conditions on GeoPoint and Polygon fields (reference §7).</summary>
/// <param name="maxItems">How many points a polygon may have.</param>
internal sealed class GeoFilterBuilder(InputScope scope, int maxItems)
{
    /// <summary>The filter of one operator; null for those that only add to another.</summary>
    /// <param name="input">All operators of the field.</param>
    /// <exception cref="ParseException">102 a distance from nowhere, 107 a place that is none.</exception>
    public Filter? Build(FieldPath path, string name, InputValue value, InputValue input) => name switch
    {
        "nearSphere" => new NearFilter(path, Point(value), MaxRadians(input), Sorts: true),
        "maxDistance" or "maxDistanceInRadians" or "maxDistanceInMiles" or "maxDistanceInKilometers" =>
            scope.SettleOrNull(scope.Member(input, "nearSphere")) is null ? throw Refusals.InvalidQuery($"{name} needs nearSphere.") : null,
        "within" => Box(path, scope.Member(value, "box")),
        "geoWithin" => Within(path, value),
        "geoIntersects" => scope.SettleOrNull(scope.Member(value, "point")) is { } point
            ? new PolygonContainsFilter(path, Point(point))
            : throw Refusals.InvalidQuery("geoIntersects needs a point."),
        _ => null,
    };

    private BoxFilter Box(FieldPath path, InputValue? box) =>
        GeoOperands.Box(path, Point(scope.Member(box, "bottomLeft")), Point(scope.Member(box, "upperRight")));

    private GeoFilter Within(FieldPath path, InputValue value)
    {
        var (polygon, sphere) = (scope.SettleOrNull(scope.Member(value, "polygon")), scope.SettleOrNull(scope.Member(value, "centerSphere")));
        if ((polygon is null) == (sphere is null))
            throw Refusals.InvalidQuery("geoWithin needs either a polygon or a centerSphere.");
        if (sphere is not null)
            return new NearFilter(path, Point(scope.Member(sphere, "center")), Distance("distance", scope.Member(sphere, "distance"))!.Value, Sorts: false);

        var points = scope.Items(polygon).ToArray();
        return points.Length > maxItems
            ? throw VariableOperand.TooLong(maxItems)
            : new WithinPolygonFilter(path, GeoOperands.Polygon(points.Select(Point)));
    }

    private double? MaxRadians(InputValue input)
    {
        double?[] all =
        [
            Distance("maxDistance", scope.Member(input, "maxDistance")),
            Distance("maxDistanceInRadians", scope.Member(input, "maxDistanceInRadians")),
            Distance("maxDistanceInMiles", scope.Member(input, "maxDistanceInMiles")) / Geography.EarthMiles,
            Distance("maxDistanceInKilometers", scope.Member(input, "maxDistanceInKilometers")) / Geography.EarthKilometers,
        ];
        return all.Min();
    }

    private double? Distance(string name, InputValue? input) => scope.Scalar(input) switch
    {
        null => null,
        NumberValue { Number: >= 0 } number => number.Number,
        _ => throw Refusals.InvalidJson($"{name} must not be negative."),
    };

    private GeoPointValue Point(InputValue? input) => Point(scope, input);

    /// <exception cref="ParseException">102 or 107 a place that is none.</exception>
    public static GeoPointValue Point(InputScope scope, InputValue? input) =>
        scope.Scalar(scope.Member(input, "latitude")) is NumberValue latitude && scope.Scalar(scope.Member(input, "longitude")) is NumberValue longitude
            ? ParseJson.GeoPoint(latitude.Number, longitude.Number)
            : throw Refusals.InvalidQuery("A GeoPoint is needed here.");
}
