using System.Text;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using Xunit;

namespace BackendInfra.Core.Tests.Values;

public sealed class ParseJsonTests
{
    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{\"a\":1,}")]
    [InlineData("NaN")]
    [InlineData("'a'")]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("[1, 1e400]")]
    [InlineData("\"\\u0000\"")]
    [InlineData("{\"a\\u0000\": 1}")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00\\ud800\"")]
    [InlineData("{\"\\ud800\": 1}")]
    [InlineData("""{"__type":"Nothing"}""")]
    [InlineData("""{"__type":1}""")]
    [InlineData("""{"__type":null,"iso":"2024-01-01T00:00:00.000Z"}""")]
    [InlineData("""{"__type":"Date"}""")]
    [InlineData("""{"__type":"Date","iso":5}""")]
    [InlineData("""{"__type":"Date","iso":"soon"}""")]
    [InlineData("""{"__type":"Bytes","base64":"*"}""")]
    [InlineData("""{"__type":"Bytes","base64":"YQ"}""")]
    [InlineData("""{"__type":"Bytes","base64":"YQ=\n="}""")]
    [InlineData("""{"__type":"GeoPoint","latitude":91,"longitude":0}""")]
    [InlineData("""{"__type":"GeoPoint","latitude":0,"longitude":180.1}""")]
    [InlineData("""{"__type":"GeoPoint","latitude":"0","longitude":0}""")]
    [InlineData("""{"__type":"Polygon","coordinates":[[0,0],[0,1]]}""")]
    [InlineData("""{"__type":"Polygon","coordinates":[[0,0],[0,0],[0,1]]}""")]
    [InlineData("""{"__type":"Polygon","coordinates":[[0,0,0],[0,1],[1,1]]}""")]
    [InlineData("""{"__type":"Polygon","coordinates":{}}""")]
    [InlineData("""{"__type":"File","url":"http://h/a"}""")]
    [InlineData("""{"__type":"Pointer","className":"A"}""")]
    public void Malformed_JSON_is_refused_with_107(string json) => Refused.With(ErrorCode.InvalidJson, () => Read(json));

    [Theory]
    [InlineData("""{"a":{"__proto__":1}}""", ErrorCode.InvalidKeyName)]
    [InlineData("""[{"constructor":1}]""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"prototype":1}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"_bsontype":1}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"__prot\u006f__":1}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"a.b":1}""", ErrorCode.InvalidNestedKey)]
    [InlineData("""{"$a":1}""", ErrorCode.InvalidNestedKey)]
    [InlineData("""{"__type":"Pointer","className":"a b","objectId":"x"}""", ErrorCode.InvalidClassName)]
    [InlineData("""{"__type":"Pointer","className":"A","objectId":"x\" OR 1"}""", ErrorCode.InvalidPointer)]
    [InlineData("""{"__type":"Pointer","className":"A","objectId":"role:Admin"}""", ErrorCode.InvalidPointer)]
    public void Denied_keys_and_names_have_codes_of_their_own(string json, ErrorCode code) => Refused.With(code, () => Read(json));

    [Fact]
    public void A_hundred_levels_are_read_and_a_hundred_and_one_are_not()
    {
        Read(new string('[', 100) + new string(']', 100));
        Refused.With(ErrorCode.InvalidJson, () => Read(new string('[', 101) + new string(']', 101)));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused() =>
        Refused.With(ErrorCode.InvalidJson, () => ParseJson.ParseDocument(new byte[] { (byte)'"', 0xED, 0xA0, 0x80, (byte)'"' }));

    [Fact]
    public void Values_of_every_type_are_read()
    {
        Assert.Equal(new DateValue("2024-01-01T00:00:00.000Z"), Read("""{"__type":"Date","iso":"2024-01-01"}"""));
        Assert.Equal(new BytesValue("YQ=="), Read("""{"__type":"Bytes","base64":"YQ=="}"""));
        Assert.Equal(new PointerValue("A", "x"), Read("""{"__type":"Pointer","className":"A","objectId":"x"}"""));
        Assert.Equal(new RelationValue("A"), Read("""{"__type":"Relation","className":"A"}"""));
        Assert.Equal(new FileValue("a", null), Read("""{"__type":"File","name":"a"}"""));
        Assert.Equal(new GeoPointValue(-90, 180), Read("""{"__type":"GeoPoint","latitude":-90,"longitude":180}"""));
        Assert.Equal(new StringValue("😀"), Read("\"\\ud83d\\ude00\""));
        Assert.Equal(new NumberValue(0), Read("-0"));
        Assert.Equal(ParseValue.Null, Read("null"));
    }

    [Fact]
    public void An_included_object_that_is_sent_back_is_a_pointer() =>
        Assert.Equal(new PointerValue("A", "x"), Read("""{"__type":"Object","className":"A","objectId":"x","name":"n","a.b":1}"""));

    [Fact]
    public void An_open_polygon_is_closed() =>
        Assert.Equal(4, Assert.IsType<PolygonValue>(Read("""{"__type":"Polygon","coordinates":[[0,0],[0,1],[1,1]]}""")).Points.Length);

    [Fact]
    public void The_last_of_equal_keys_counts() =>
        Assert.Equal(new NumberValue(2), Assert.IsType<ObjectValue>(Read("""{"a":1,"a":2}""")).Members["a"]);

    private static ParseValue Read(string json)
    {
        using var document = ParseJson.ParseDocument(Encoding.UTF8.GetBytes(json));
        return ParseJson.Read(document.RootElement);
    }
}
