using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Rest.Classes;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

public sealed class WriteBodyParserTests
{
    [Fact]
    public void Values_set_and_null_deletes() =>
        Assert.Equal(
            [("a", new SetOperation(new NumberValue(1))), ("b", DeleteOperation.Instance)],
            Update("""{"a":1,"b":null}""").Changes.Select(change => (change.Field, change.Operation)));

    [Fact]
    public void Operations_are_read()
    {
        var changes = Update("""
            {"a":{"__op":"Increment","amount":2},"b":{"__op":"Add","objects":[1]},"c":{"__op":"AddUnique","objects":["x"]},
             "d":{"__op":"Remove","objects":[1]},"e":{"__op":"Delete"},"f":{"__op":"SetOnInsert","amount":5}}
            """).Changes;
        Assert.Equal(
            [typeof(IncrementOperation), typeof(AddOperation), typeof(AddUniqueOperation), typeof(RemoveOperation), typeof(DeleteOperation), typeof(SetOnInsertOperation)],
            changes.Select(change => change.Operation.GetType()));
    }

    [Fact]
    public void A_batch_of_relation_operations_becomes_one()
    {
        var operation = Assert.IsType<RelationOperation>(Assert.Single(Update("""
            {"r":{"__op":"Batch","ops":[
              {"__op":"AddRelation","objects":[{"__type":"Pointer","className":"C","objectId":"a"}]},
              {"__op":"RemoveRelation","objects":[{"__type":"Pointer","className":"C","objectId":"b"}]}]}}
            """).Changes).Operation);
        Assert.Equal(("C", "a", "b"), (operation.TargetClass, operation.Add.Single(), operation.Remove.Single()));
    }

    [Fact]
    public void Dotted_keys_are_a_way_inside_a_field()
    {
        var change = Assert.Single(Update("""{"a.b.c":1}""").Changes);
        Assert.Equal(["a", "b", "c"], [change.Field, .. change.Keys]);
    }

    [Fact]
    public void Dates_of_the_server_and_transport_members_are_left_out() =>
        Assert.Empty(Update("""{"createdAt":"x","updatedAt":1,"_ApplicationId":"a","_method":"PUT","_noBody":true}""").Changes);

    [Fact]
    public void An_ACL_is_set_or_cleared()
    {
        Assert.Equal(Acl.Public, Update("""{"ACL":{"*":{"read":true,"write":true}}}""").Acl);
        Assert.True(Update("""{"ACL":null}""").ClearsAcl);
        Assert.True(Update("""{"ACL":{"__op":"Delete"}}""").ClearsAcl);
    }

    [Theory]
    [InlineData("""[]""", ErrorCode.InvalidJson)]
    [InlineData("""{"a":{"__op":"Explode"}}""", ErrorCode.CommandUnavailable)]
    [InlineData("""{"a":{"__op":1}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"a":{"__op":"Increment","amount":"1"}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"a":{"__op":"Increment"}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"a":{"__op":"Add","objects":1}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"a":{"__op":"AddRelation","objects":["x"]}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"a":{"__op":"Batch","ops":[{"__op":"Add","objects":[]}]}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"a":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"A","objectId":"x"},{"__type":"Pointer","className":"B","objectId":"x"}]}}""", ErrorCode.IncorrectType)]
    [InlineData("""{"__proto__":1}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"constructor":1}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"_rperm":["*"]}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"className":"x"}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"a.$b":1}""", ErrorCode.InvalidNestedKey)]
    [InlineData("""{"a..b":1}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"a":{"x.y":1}}""", ErrorCode.InvalidNestedKey)]
    [InlineData("""{"objectId":"other"}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"ACL":"x"}""", ErrorCode.InvalidAcl)]
    public void Nonsense_is_refused(string body, ErrorCode code) => Assert.Equal(code, Assert.Throws<ParseException>(() => Update(body)).Code);

    private static WritePlan Update(string body) =>
        WriteBodyParser.Parse(WriteKind.Update, "C", "id1", new RestBody(JsonElement.Parse(body)));
}
