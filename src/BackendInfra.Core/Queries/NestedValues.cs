using System.Collections.Immutable;
using System.Globalization;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

/// <summary>The way into values as PostgreSQL's <c>#&gt;</c> goes it: through objects by key, through arrays by index.</summary>
internal static class NestedValues
{
    /// <summary>A field's own value without the <c>__type</c> that only nested values keep.</summary>
    public static ParseValue Unwrap(ParseValue value) => value switch
    {
        GeoPointValue point => Object(("latitude", new NumberValue(point.Latitude)), ("longitude", new NumberValue(point.Longitude))),
        FileValue file => File(file, []),
        _ => value,
    };

    /// <summary>What an object or an array holds under a key; null when that is nothing.</summary>
    public static ParseValue? Member(ParseValue value, string key) => value switch
    {
        ObjectValue map => map.Members.GetValueOrDefault(key),
        ArrayValue array => Item(array, key),
        StringValue or NumberValue or BooleanValue or NullValue => null,
        _ => Wire(value).Members.GetValueOrDefault(key),
    };

    private static ParseValue? Item(ArrayValue array, string key)
    {
        if (!int.TryParse(key, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var index))
            return null;
        if (index < 0)
            index += array.Items.Length;
        return index >= 0 && index < array.Items.Length ? array.Items[index] : null;
    }

    /// <summary>A nested value of one of Parse's types as the object that it is in JSON.</summary>
    private static ObjectValue Wire(ParseValue value) => value switch
    {
        DateValue date => Object(Type("Date"), ("iso", new StringValue(date.Iso))),
        BytesValue bytes => Object(Type("Bytes"), ("base64", new StringValue(bytes.Base64))),
        PointerValue pointer => Object(Type("Pointer"), ("className", new StringValue(pointer.ClassName)), ("objectId", new StringValue(pointer.ObjectId))),
        RelationValue relation => Object(Type("Relation"), ("className", new StringValue(relation.ClassName))),
        GeoPointValue point => Object(Type("GeoPoint"), ("latitude", new NumberValue(point.Latitude)), ("longitude", new NumberValue(point.Longitude))),
        PolygonValue polygon => Object(Type("Polygon"), ("coordinates", new ArrayValue([.. polygon.Points.Select(Pair)]))),
        FileValue file => File(file, [Type("File")]),
        _ => throw new ArgumentException($"{value.GetType().Name} has no members.", nameof(value)),
    };

    private static ArrayValue Pair(GeoPointValue point) => new([new NumberValue(point.Latitude), new NumberValue(point.Longitude)]);

    private static ObjectValue File(FileValue file, IEnumerable<(string, ParseValue)> type) => Object(
    [
        .. type,
        ("name", new StringValue(file.Name)),
        .. file.Url is { } url ? [("url", new StringValue(url))] : Array.Empty<(string, ParseValue)>(),
    ]);

    private static (string Key, ParseValue Value) Type(string name) => ("__type", new StringValue(name));

    private static ObjectValue Object(params (string Key, ParseValue Value)[] members) =>
        new(members.ToImmutableSortedDictionary(member => member.Key, member => member.Value, StringComparer.Ordinal));
}
