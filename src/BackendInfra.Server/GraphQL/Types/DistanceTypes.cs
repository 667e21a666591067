using BackendInfra.Core.Queries;
using GraphQL.Types;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>The distance of a place as a value: <c>GeoPoint.distanceFrom</c>.</summary>
internal static class DistanceTypes
{
    public const string FieldName = "distanceFrom";

    private const double MetersPerKilometer = 1000;

    /// <returns>The enum of units.</returns>
    public static EnumerationGraphType AddTo(SupportTypes support)
    {
        var unit = Enum("DistanceUnit", "A unit of distances on Earth.", [("KILOMETERS", "Kilometers."), ("METERS", "Meters."), ("MILES", "Miles."), ("RADIANS", "Radians of a great circle.")]);
        var argument = Argument("unit", unit, "Kilometers unless said.");
        argument.DefaultValue = "KILOMETERS";
        support.GeoPoint.AddField(Field(FieldName, support.Float, "How far it is from another place, along a great circle.", Argument("point", NonNull(support.GeoPointInput), "The other place."), argument));
        return unit;
    }

    /// <summary>How much of a unit one radian is.</summary>
    public static double PerRadian(string? unit) => unit switch
    {
        "METERS" => Geography.EarthKilometers * MetersPerKilometer,
        "MILES" => Geography.EarthMiles,
        "RADIANS" => 1,
        _ => Geography.EarthKilometers,
    };
}
