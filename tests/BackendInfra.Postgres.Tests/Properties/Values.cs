using System.Collections.Immutable;
using BackendInfra.Core.Values;
using CsCheck;

namespace BackendInfra.Postgres.Tests.Properties;

/// <summary>Random values out of small pools, so that documents and filters often meet, with the hard ones in them.</summary>
internal static class Values
{
    public static readonly string[] Keys = ["a", "b", "0", "é", "k e y"];

    public static readonly Gen<string> Text = Gen.Frequency(
        (8, Gen.OneOf(
            "", "a", "A", "ab", "b", "aa", "é", "É", "\uE000", "\uFFFD", "😀", "😀a", "𐀀", "a\nb", "a\n", "%", "_", "\\", "\"q\"", "'", "1", "10", "null", "{}", "\u0001", "\u007f", "2024-01-01T00:00:00.000Z")),
        (1, Gen.String[Gen.Char["ab\uE000\uFFFDé.*\\"], 0, 4]));

    public static readonly Gen<double> Number = Gen.Frequency(
        (8, Gen.OneOf(0d, -0d, 1, -1, 2, 10, 0.1, 0.1 + 0.2, 0.3, 1e300, -1e300, double.Epsilon, double.MaxValue, 1e15, 1e16, 1e21, 1e-7, 123456789.123)),
        (1, Gen.Double[-5, 5]));

    public static readonly Gen<string> Date = Gen.OneOf(
        "0001-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "2024-01-01T00:00:00.000Z", "2024-01-01T00:00:00.001Z", "2024-02-29T12:00:00.000Z", "9999-12-31T23:59:59.999Z");

    public static readonly Gen<ParseValue> String = Text.Select(ParseValue (text) => new StringValue(text));
    public static readonly Gen<ParseValue> Numeric = Number.Select(ParseValue (number) => new NumberValue(number));
    public static readonly Gen<ParseValue> Boolean = Gen.Bool.Select(ParseValue (flag) => BooleanValue.Of(flag));
    public static readonly Gen<ParseValue> Instant = Date.Select(ParseValue (iso) => new DateValue(iso));
    public static readonly Gen<ParseValue> Pointer = Gen.OneOf<ParseValue>(new PointerValue("Other", "x"), new PointerValue("Other", "y"), new PointerValue("Doc", "x"));
    public static readonly Gen<ParseValue> Point = Gen.OneOf<ParseValue>(new GeoPointValue(0, -0d), new GeoPointValue(1.5, -2), new GeoPointValue(-90, 180));
    public static readonly Gen<ParseValue> Bytes = Gen.OneOf<ParseValue>(new BytesValue(""), new BytesValue("YQ=="), new BytesValue("YWI="));
    public static readonly Gen<ParseValue> File = Gen.OneOf<ParseValue>(new FileValue("a.txt", null), new FileValue("a.txt", "http://h/a"), new FileValue("e.png", null));
    public static readonly Gen<ParseValue> Polygon = Gen.OneOf<ParseValue>(Ring(0, 0, 0, 1, 1, 1), Ring(0, 0, 0, 2, 2, 2));

    private static readonly Gen<ParseValue> Scalar = Gen.Frequency(
        (4, String), (4, Numeric), (2, Boolean), (2, Instant), (1, Pointer), (1, Point), (1, Bytes), (1, File), (1, Polygon), (1, Gen.Const(ParseValue.Null)));

    /// <summary>A value as it may stand inside an array or an object.</summary>
    public static Gen<ParseValue> Nested(int depth) => depth == 0
        ? Scalar
        : Gen.Frequency((6, Scalar), (1, Array(depth - 1)), (1, Object(depth - 1)));

    public static Gen<ParseValue> Array(int depth) => Nested(depth).Array[0, 4].Select(ParseValue (items) => new ArrayValue([.. items]));

    public static Gen<ParseValue> Object(int depth) =>
        Gen.Select(Gen.OneOf(Keys), Nested(depth)).Array[0, 4].Select(ParseValue (members) =>
            new ObjectValue(members.DistinctBy(m => m.Item1).ToImmutableSortedDictionary(m => m.Item1, m => m.Item2, StringComparer.Ordinal)));

    private static PolygonValue Ring(params double[] numbers)
    {
        var points = numbers.Chunk(2).Select(pair => new GeoPointValue(pair[0], pair[1])).ToArray();
        return new PolygonValue([.. points, points[0]]);
    }
}
