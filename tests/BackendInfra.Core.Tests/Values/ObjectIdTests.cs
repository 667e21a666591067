using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using Xunit;

namespace BackendInfra.Core.Tests.Values;

public sealed class ObjectIdTests
{
    [Fact]
    public void New_ids_are_ten_letters_and_digits_and_never_the_same()
    {
        var ids = Enumerable.Range(0, 1000).Select(_ => ObjectId.New()).ToHashSet();
        Assert.Equal(1000, ids.Count);
        Assert.All(ids, id => Assert.True(id.Length == 10 && id.All(char.IsAsciiLetterOrDigit)));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("507f1f77bcf86cd799439011")]
    [InlineData("user:1")]
    public void Ids_of_other_systems_are_ids(string text) => Assert.True(ObjectId.IsValid(text));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\"")]
    [InlineData("a\\")]
    [InlineData("a/b")]
    [InlineData("é")]
    [InlineData("*")]
    public void What_JSON_or_a_path_would_escape_is_none(string text) => Refused.With(ErrorCode.MissingObjectId, () => ObjectId.Require(text));

    [Fact]
    public void An_id_that_looks_like_a_role_is_none() => Assert.False(ObjectId.IsValid("role:Admin"));

    [Fact]
    public void An_id_has_at_most_120_characters()
    {
        Assert.True(ObjectId.IsValid(new string('a', 120)));
        Assert.False(ObjectId.IsValid(new string('a', 121)));
    }
}
