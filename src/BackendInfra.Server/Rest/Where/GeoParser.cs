using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest.Where;

/// <summary>Reads the conditions on GeoPoint and Polygon fields (reference §5).</summary>
/// <param name="constraint">The operators beside each other: a distance belongs to its <c>$nearSphere</c>.</param>
internal sealed class GeoParser(WhereContext context, FieldPath path, JsonElement constraint)
{
    private static readonly (string Name, double Radius)[] Distances =
    [
        ("$maxDistance", 1),
        ("$maxDistanceInRadians", 1),
        ("$maxDistanceInMiles", Geography.EarthMiles),
        ("$maxDistanceInKilometers", Geography.EarthKilometers),
    ];

    /// <exception cref="ParseException">102 for a field of another type, 107 for a malformed operand.</exception>
    public NearFilter Near(JsonElement value)
    {
        Require(FieldType.GeoPoint, "$nearSphere");
        double? radians = null;
        foreach (var (name, radius) in Distances)
        {
            if (constraint.TryGetProperty(name, out var distance))
                radians = Math.Min(radians ?? double.MaxValue, Distance(name, distance) / radius);
        }

        return new NearFilter(path, Point("$nearSphere", value), radians, Sorts: true);
    }

    /// <summary>A distance says nothing by itself.</summary>
    /// <exception cref="ParseException">102 without a <c>$nearSphere</c>.</exception>
    public Filter? MaxDistance(string name) =>
        constraint.TryGetProperty("$nearSphere", out _) ? null : throw Refusals.InvalidQuery($"{name} needs a $nearSphere.");

    /// <exception cref="ParseException">As <see cref="Near"/>.</exception>
    public BoxFilter Within(JsonElement value)
    {
        Require(FieldType.GeoPoint, "$within");
        if (Only(value, "$box") is not { ValueKind: JsonValueKind.Array } corners || corners.GetArrayLength() != 2)
            throw Refusals.InvalidJson("bad $within value: it must be {\"$box\": [southwest, northeast]}.");
        return GeoOperands.Box(path, Point("$within", corners[0]), Point("$within", corners[1]));
    }

    /// <exception cref="ParseException">As <see cref="Near"/>.</exception>
    public GeoFilter GeoWithin(JsonElement value)
    {
        Require(FieldType.GeoPoint, "$geoWithin");
        if (Only(value, "$polygon") is { } polygon)
            return new WithinPolygonFilter(path, Polygon(polygon));
        if (Only(value, "$centerSphere") is { ValueKind: JsonValueKind.Array } sphere && sphere.GetArrayLength() == 2)
            return new NearFilter(path, Point("$geoWithin", sphere[0]), Distance("$centerSphere", sphere[1]), Sorts: false);
        throw Refusals.InvalidJson("bad $geoWithin value: it must be {\"$polygon\": points} or {\"$centerSphere\": [point, radians]}.");
    }

    /// <exception cref="ParseException">As <see cref="Near"/>.</exception>
    public PolygonContainsFilter GeoIntersects(JsonElement value)
    {
        Require(FieldType.Polygon, "$geoIntersects");
        return Only(value, "$point") is { } point
            ? new PolygonContainsFilter(path, Point("$geoIntersects", point))
            : throw Refusals.InvalidJson("bad $geoIntersects value: it must be {\"$point\": GeoPoint}.");
    }

    private PolygonValue Polygon(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
            return ParseJson.Read(value) as PolygonValue ?? throw Refusals.InvalidJson("bad $geoWithin value: $polygon must be a Polygon or an array of GeoPoints.");
        if (value.ValueKind != JsonValueKind.Array)
            throw Refusals.InvalidJson("bad $geoWithin value: $polygon must be a Polygon or an array of GeoPoints.");

        context.CheckLength(value.GetArrayLength());
        return GeoOperands.Polygon(value.EnumerateArray().Select(point => Point("$geoWithin", point)));
    }

    /// <summary>A GeoPoint, or a pair of longitude and latitude as SDKs send it in places.</summary>
    private static GeoPointValue Point(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            && value[0].ValueKind == JsonValueKind.Number && value[1].ValueKind == JsonValueKind.Number)
        {
            return ParseJson.GeoPoint(latitude: ParseJson.ReadNumber(value[1]), longitude: ParseJson.ReadNumber(value[0]));
        }

        return value.ValueKind == JsonValueKind.Object && ParseJson.Read(value) is GeoPointValue point
            ? point
            : throw Refusals.InvalidJson($"bad {name} value: a GeoPoint is needed.");
    }

    private static double Distance(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && ParseJson.ReadNumber(value) is >= 0 and var number
            ? number
            : throw Refusals.InvalidJson($"bad {name} value: it must be a number that is not negative.");

    private static JsonElement? Only(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && value.EnumerateObject().Count() == 1 ? member : null;

    private void Require(FieldType type, string name)
    {
        if (path.IsNested || (path.Field is { } field && field.Type != type))
            throw Refusals.InvalidQuery($"{name} cannot be used on {Excerpt.Of(path.ToString())}, which is no {type} field.");
    }
}
