using System.Collections.Immutable;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Import;

/// <summary>
/// Values whose type MongoDB does not store: Parse keeps a place as two numbers, a file as its name, a polygon as GeoJSON,
/// and knows from the class what they are. So does an import, once <c>_SCHEMA</c> has been imported.
/// </summary>
internal static class MongoForms
{
    /// <summary>Gives values the types of their fields where they stand in such a form.</summary>
    public static void Settle(ImportedObject row, ClassSchema? schema)
    {
        if (schema is null)
            return;
        foreach (var (name, value) in row.Values.ToArray())
        {
            if (schema.Find(name) is { } field && Settled(field.Type, value) is { } settled)
                row.Values[name] = settled;
        }
    }

    /// <returns>Null when the value is none that has to be changed.</returns>
    /// <exception cref="Core.Errors.ParseException">107 numbers that are no place.</exception>
    public static ParseValue? Settled(FieldType type, ParseValue value) => (type, value) switch
    {
        (FieldType.GeoPoint, ArrayValue { Items: [NumberValue longitude, NumberValue latitude] }) => ParseJson.GeoPoint(latitude.Number, longitude.Number),
        (FieldType.File, StringValue name) => new FileValue(name.Text, null),
        (FieldType.Bytes, StringValue text) => ParseJson.ReadBytes(text.Text),
        (FieldType.Polygon, ObjectValue map) when map.Members.GetValueOrDefault("coordinates") is ArrayValue { Items: [ArrayValue ring] } => Polygon(ring),
        _ => null,
    };

    private static PolygonValue? Polygon(ArrayValue ring)
    {
        var points = ImmutableArray.CreateBuilder<GeoPointValue>();
        foreach (var item in ring.Items)
        {
            if (item is not ArrayValue { Items: [NumberValue longitude, NumberValue latitude] })
                return null;
            points.Add(ParseJson.GeoPoint(latitude.Number, longitude.Number));
        }

        return ParseJson.Polygon(points);
    }
}
