using System.Text;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Values;
using BackendInfra.Server.Import;
using Xunit;

namespace BackendInfra.Server.Tests.Import;

public sealed class ObjectReaderTests
{
    [Fact]
    public void Ids_dates_ACL_and_values_are_kept()
    {
        var row = Read("""
            {"objectId":"I6cfAjOtnu","createdAt":"2023-10-17T20:30:29.368Z","updatedAt":{"__type":"Date","iso":"2023-10-17T20:34:04.168Z"},
             "ACL":{"*":{"read":true},"role:Admin":{"read":true,"write":true}},
             "product":{"__type":"Pointer","className":"Product","objectId":"4ZyHH3X0RQ"},"total":0,"note":null}
            """);
        Assert.Equal("I6cfAjOtnu", row.ObjectId);
        Assert.Equal("2023-10-17T20:30:29.368Z", IsoDate.Format(row.CreatedAt!.Value));
        Assert.Equal("2023-10-17T20:34:04.168Z", IsoDate.Format(row.UpdatedAt!.Value));
        Assert.Equal(["*", "role:Admin"], row.Acl!.Read);
        Assert.Equal(["role:Admin"], row.Acl.Write);
        Assert.Equal(new PointerValue("Product", "4ZyHH3X0RQ"), row.Values["product"]);
        Assert.Equal(new NumberValue(0), row.Values["total"]);
        Assert.False(row.Values.ContainsKey("note"));
    }

    [Fact]
    public void Keys_of_MongoDB_dumps_mean_the_same()
    {
        var row = Read("""
            {"_id":"I6cfAjOtnu","_created_at":{"$date":"2023-10-17T20:30:29.368Z"},"_updated_at":{"$date":{"$numberLong":"1697574844168"}},
             "_rperm":["*"],"_wperm":[],"_acl":{"*":{"r":true}},"_p_product":"Product$4ZyHH3X0RQ","_p_gone":null,"due":{"$date":1697574844168}}
            """);
        Assert.Equal("I6cfAjOtnu", row.ObjectId);
        Assert.Equal("2023-10-17T20:30:29.368Z", IsoDate.Format(row.CreatedAt!.Value));
        Assert.Equal("2023-10-17T20:34:04.168Z", IsoDate.Format(row.UpdatedAt!.Value));
        Assert.Equal(new Acl([Acl.Everyone], []), row.Acl);
        Assert.Equal(new PointerValue("Product", "4ZyHH3X0RQ"), row.Values["product"]);
        Assert.Equal(new DateValue("2023-10-17T20:34:04.168Z"), row.Values["due"]);
        Assert.Equal(2, row.Values.Count);
    }

    [Theory]
    [InlineData("""{}""", ErrorCode.MissingObjectId)]
    [InlineData("""{"objectId":""}""", ErrorCode.MissingObjectId)]
    [InlineData("""{"objectId":5}""", ErrorCode.MissingObjectId)]
    [InlineData("""{"objectId":null}""", ErrorCode.MissingObjectId)]
    [InlineData("""{"objectId":"a/b"}""", ErrorCode.MissingObjectId)]
    [InlineData("""{"objectId":"a","createdAt":"yesterday"}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","createdAt":5}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","ACL":{"*":{"read":"yes"}}}""", ErrorCode.InvalidAcl)]
    [InlineData("""{"objectId":"a","ACL":[]}""", ErrorCode.InvalidAcl)]
    [InlineData("""{"objectId":"a","bad key":1}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"objectId":"a","className":"X"}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"objectId":"a","__proto__":1}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"objectId":"a","constructor":null}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"objectId":"a","_hashed_password":"x"}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"objectId":"a","_p_":"X$a"}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"objectId":"a","_p_x":"Xa"}""", ErrorCode.InvalidPointer)]
    [InlineData("""{"objectId":"a","_rperm":"*"}""", ErrorCode.InvalidAcl)]
    [InlineData("""{"objectId":"a","_rperm":[5]}""", ErrorCode.InvalidAcl)]
    [InlineData("""{"objectId":"a","x":{"$where":"5"}}""", ErrorCode.InvalidNestedKey)]
    [InlineData("""{"objectId":"a","x":{"$numberDouble":"Infinity"}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","x":{"$numberLong":5}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","x":{"$binary":"%"}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","x":{"$date":"soon"}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","x":{"$date":{}}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","x":{"$date":99999999999999999}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","x":1e999}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","x":"\u0000"}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","x":"\ud800"}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","x":{"\ud800":1}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","\ud800":1}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","x":{"__type":"\ud800"}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","x":{"__type":"Thing"}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"objectId":"a","x":{"__type":"Pointer","className":"X","objectId":"a b"}}""", ErrorCode.InvalidPointer)]
    [InlineData("""{"objectId":"a","x":{"__type":"GeoPoint","latitude":91,"longitude":0}}""", ErrorCode.InvalidJson)]
    public void Hostile_rows_are_refused_with_a_code(string json, ErrorCode code) =>
        Assert.Equal(code, Assert.Throws<ParseException>(() => Read(json)).Code);

    [Fact]
    public void Text_that_is_no_UTF8_is_refused()
    {
        byte[] json = [.. Encoding.UTF8.GetBytes("{\"objectId\":\"a\",\"x\":\""), 0xFF, 0xFE, .. "\"}"u8];
        Assert.Equal(ErrorCode.InvalidJson, Assert.Throws<ParseException>(() => ObjectReader.Read(new ImportRow(1, json))).Code);
    }

    [Fact]
    public void Messages_name_the_field() =>
        Assert.StartsWith("due: Invalid date: soon.", Assert.Throws<ParseException>(() => Read("""{"objectId":"a","due":{"__type":"Date","iso":"soon"}}""")).Message, StringComparison.Ordinal);

    private static ImportedObject Read(string json) => ObjectReader.Read(new ImportRow(1, Encoding.UTF8.GetBytes(json)));
}
