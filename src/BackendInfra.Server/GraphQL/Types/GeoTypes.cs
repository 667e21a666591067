using static BackendInfra.Server.GraphQL.Types.TypeParts;
using GraphField = GraphQL.Types.FieldType;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>Operators of GeoPoint and Polygon fields and the inputs that they take (reference §7).</summary>
internal static class GeoTypes
{
    /// <summary>The input types that are nested in the operators.</summary>
    public static readonly string[] Names = ["BoxInput", "WithinInput", "CenterSphereInput", "GeoWithinInput", "GeoIntersectsInput"];

    public static GraphField[] OnPoints(SupportTypes support)
    {
        var box = Input(
            "BoxInput",
            "A rectangle of longitudes and latitudes.",
            Field("bottomLeft", NonNull(support.GeoPointInput), "The southwest corner."),
            Field("upperRight", NonNull(support.GeoPointInput), "The northeast corner."));
        var sphere = Input(
            "CenterSphereInput",
            "A circle on Earth.",
            Field("center", NonNull(support.GeoPointInput), "Its center."),
            Field("distance", NonNull(support.Float), "Its radius in radians."));
        return
        [
            Field("nearSphere", support.GeoPointInput, "Matches places by distance from this one; the nearest come first unless an order is given."),
            Field("maxDistance", support.Float, "Greatest distance of nearSphere in radians."),
            Field("maxDistanceInRadians", support.Float, "Greatest distance of nearSphere in radians."),
            Field("maxDistanceInMiles", support.Float, "Greatest distance of nearSphere in miles."),
            Field("maxDistanceInKilometers", support.Float, "Greatest distance of nearSphere in kilometers."),
            Field("within", Input("WithinInput", "An area.", Field("box", NonNull(box), "A rectangle.")), "Matches places in a rectangle."),
            Field(
                "geoWithin",
                Input("GeoWithinInput", "An area: one of its members.", Field("polygon", ListOf(NonNull(support.GeoPointInput)), "At least three corners."), Field("centerSphere", sphere, "A circle.")),
                "Matches places in a polygon or a circle, in no order."),
        ];
    }

    public static GraphField[] OnPolygons(SupportTypes support) =>
    [
        Field(
            "geoIntersects",
            Input("GeoIntersectsInput", "What a polygon is asked for.", Field("point", support.GeoPointInput, "A place.")),
            "Matches polygons that hold a place."),
    ];
}
