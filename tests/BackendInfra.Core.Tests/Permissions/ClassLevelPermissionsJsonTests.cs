using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Values;
using Xunit;

namespace BackendInfra.Core.Tests.Permissions;

public sealed class ClassLevelPermissionsJsonTests
{
    [Fact]
    public void What_a_document_leaves_out_is_closed()
    {
        var permissions = Read("""{"find":{"*":true},"get":{"requiresAuthentication":true,"role:A":true}}""");
        Assert.Equal(OperationRule.Public, permissions[ClassOperation.Find]);
        Assert.Equal(["requiresAuthentication", "role:A"], permissions[ClassOperation.Get].Subjects);
        Assert.Equal(OperationRule.Closed, permissions[ClassOperation.Create]);
    }

    [Theory]
    [InlineData("""{"find":{"*":true},"count":{"u1":true},"protectedFields":{"*":["email"],"role:A":[]},"readUserFields":["owner"]}""")]
    [InlineData("{}")]
    public void A_document_is_written_as_it_was_read(string json)
    {
        var once = ParseJsonText.Text(writer => ClassLevelPermissionsJson.Write(writer, Read(json)));
        Assert.Equal(once, ParseJsonText.Text(writer => ClassLevelPermissionsJson.Write(writer, Read(once))));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"frobnicate":{}}""")]
    [InlineData("""{"find":true}""")]
    [InlineData("""{"find":{"*":false}}""")]
    [InlineData("""{"find":{"*":"true"}}""")]
    [InlineData("""{"find":{"a b":true}}""")]
    [InlineData("""{"find":{"pointerFields":"owner"}}""")]
    [InlineData("""{"readUserFields":[1]}""")]
    [InlineData("""{"protectedFields":[]}""")]
    [InlineData("""{"protectedFields":{"*":["objectId"]}}""")]
    [InlineData("""{"protectedFields":{"a b":[]}}""")]
    [InlineData("""{"protectedFields":{"*":["a b"]}}""")]
    public void Anything_else_is_refused_with_107(string json) => Refused.With(ErrorCode.InvalidJson, () => Read(json));

    private static ClassLevelPermissions Read(string json) => ClassLevelPermissionsJson.Read(JsonDocument.Parse(json).RootElement);
}
