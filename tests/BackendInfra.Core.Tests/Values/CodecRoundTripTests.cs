using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using CsCheck;
using Xunit;

namespace BackendInfra.Core.Tests.Values;

public sealed class CodecRoundTripTests
{
    private static readonly Gen<double> Number = Gen.Frequency<double>(
        (3, Gen.Double.Where(double.IsFinite)), (1, Gen.OneOf(0d, -0d, double.Epsilon, double.MaxValue, double.MinValue, 0.1 + 0.2, 1e300, 1e21)));

    /// <summary>Any text that UTF-8 can hold but U+0000.</summary>
    private static readonly Gen<string> Text = Gen.Int[1, 0x10FFFF].Where(point => point is < 0xD800 or > 0xDFFF).Array[0, 6]
        .Select(points => string.Concat(points.Select(char.ConvertFromUtf32)));

    private static readonly Gen<GeoPointValue> Point = Gen.Select(Gen.Double[-90, 90], Gen.Double[-180, 180]).Select((latitude, longitude) => new GeoPointValue(latitude, longitude));

    private static readonly Gen<ParseValue> Scalar = Gen.OneOf(
        Text.Select(ParseValue (text) => new StringValue(text)),
        Number.Select(ParseValue (number) => new NumberValue(number)),
        Gen.Bool.Select(ParseValue (flag) => BooleanValue.Of(flag)),
        Gen.Const(ParseValue.Null),
        Gen.Long[0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerMillisecond].Select(ParseValue (ms) => DateValue.Of(new DateTimeOffset(ms * TimeSpan.TicksPerMillisecond, TimeSpan.Zero))),
        Gen.Byte.Array[0, 9].Select(ParseValue (bytes) => new BytesValue(Convert.ToBase64String(bytes))),
        Gen.OneOf<ParseValue>(new PointerValue("A", "x"), new RelationValue("B"), new FileValue("f", null), new FileValue("f", "http://h/f")),
        Point.Select(ParseValue (point) => point),
        Point.Array[3, 5].Where(points => points.Distinct().Count() > 2).Select(ParseValue (points) => new PolygonValue([.. points, points[0]])));

    private static readonly Gen<ParseValue> Any = Nested(3);

    [Fact]
    public void The_wire_form_is_read_back_as_it_was() => Any.Sample(value => value.Equals(Read(ParseJsonText.Wire(value))), iter: 5_000);

    [Fact]
    public void The_stored_form_is_read_back_by_the_type_of_its_field() => Any.Sample(
        value =>
        {
            if (FieldTypes.Infer("f", value) is not { } field || value is RelationValue)
                return true;
            using var json = JsonDocument.Parse(ParseJsonText.Stored(value), ParseJson.DocumentOptions);
            return value.Equals(ParseJsonText.ReadStored(json.RootElement, field));
        },
        iter: 5_000);

    [Fact]
    public void Equal_values_have_equal_hash_codes() => Any.Sample(value => value.GetHashCode() == Read(ParseJsonText.Wire(value)).GetHashCode(), iter: 2_000);

    [Fact]
    public void Texts_are_ordered_as_their_UTF8_bytes_are() => Gen.Select(Text, Text).Sample(
        (a, b) => Math.Sign(CodePointOrder.Compare(a, b)) == Math.Sign(Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))),
        iter: 20_000);

    private static Gen<ParseValue> Nested(int depth) => depth == 0 ? Scalar : Gen.Frequency(
        (3, Scalar),
        (1, Nested(depth - 1).Array[0, 4].Select(ParseValue (items) => new ArrayValue([.. items]))),
        (1, Gen.Select(Text.Where(IsKey), Nested(depth - 1)).Array[0, 4].Select(ParseValue (members) =>
            new ObjectValue(members.DistinctBy(m => m.Item1).ToImmutableSortedDictionary(m => m.Item1, m => m.Item2, StringComparer.Ordinal)))));

    private static bool IsKey(string text) => text.AsSpan().IndexOfAny('$', '.') < 0;

    private static ParseValue Read(string json)
    {
        using var document = ParseJson.ParseDocument(Encoding.UTF8.GetBytes(json));
        return ParseJson.Read(document.RootElement);
    }
}
