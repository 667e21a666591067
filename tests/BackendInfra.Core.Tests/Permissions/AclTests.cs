using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Values;
using Xunit;

namespace BackendInfra.Core.Tests.Permissions;

public sealed class AclTests
{
    [Fact]
    public void An_ACL_is_read_and_written()
    {
        var acl = Read("""{"*":{"read":true},"u1":{"read":true,"write":true},"role:Admin":{"write":true,"read":false}}""");
        Assert.Equal(["*", "u1"], acl.Read);
        Assert.Equal(["role:Admin", "u1"], acl.Write);
        Assert.Equal("""{"*":{"read":true},"role:Admin":{"write":true},"u1":{"read":true,"write":true}}""", ParseJsonText.Text(acl.WriteTo));
    }

    [Fact]
    public void An_empty_ACL_leaves_the_master_key_only() => Assert.Equal(Acl.MasterOnly, Read("{}"));

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("""{"a b":{"read":true}}""")]
    [InlineData("""{"role:":{"read":true}}""")]
    [InlineData("""{"":{"read":true}}""")]
    [InlineData("""{"*":true}""")]
    [InlineData("""{"*":{"read":"true"}}""")]
    [InlineData("""{"*":{"read":null}}""")]
    [InlineData("""{"*":{"delete":true}}""")]
    [InlineData("""{"role:a\"b":{"read":true}}""")]
    public void Anything_else_is_refused_with_123(string json) => Refused.With(ErrorCode.InvalidAcl, () => Read(json));

    [Fact]
    public void Columns_say_whether_there_is_an_ACL()
    {
        Assert.Null(Acl.FromColumns(null, null));
        Assert.Equal(Acl.MasterOnly, Acl.FromColumns([], []));
        Assert.Equal(Acl.Public, Acl.FromColumns(["*"], ["*"]));
    }

    private static Acl Read(string json) => Acl.FromJson(JsonDocument.Parse(json).RootElement);
}
