using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using Xunit;

namespace BackendInfra.Core.Tests.Schema;

public sealed class NamesTests
{
    [Theory]
    [InlineData("A")]
    [InlineData("Product")]
    [InlineData("a_1")]
    [InlineData("_User")]
    public void Letters_digits_and_underscores_name_a_class(string name) => Assert.Equal(name, Names.RequireClass(name));

    [Theory]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("_Own")]
    [InlineData("a b")]
    [InlineData("a-b")]
    [InlineData("a\"b")]
    [InlineData("é")]
    [InlineData("a\0")]
    [InlineData("_Join:categories:Product")]
    public void Anything_else_does_not(string name) => Refused.With(ErrorCode.InvalidClassName, () => Names.RequireClass(name));

    [Fact]
    public void Names_have_at_most_63_bytes()
    {
        Names.RequireClass(new string('a', 63));
        Refused.With(ErrorCode.InvalidClassName, () => Names.RequireClass(new string('a', 64)));
        Refused.With(ErrorCode.InvalidKeyName, () => Names.RequireField(new string('a', 64)));
    }

    [Theory]
    [InlineData("length")]
    [InlineData("className")]
    [InlineData("id")]
    [InlineData("constructor")]
    [InlineData("prototype")]
    [InlineData("__proto__")]
    [InlineData("_hashed_password")]
    [InlineData("a.b")]
    [InlineData("$a")]
    public void Reserved_and_denied_names_are_no_fields(string name) => Refused.With(ErrorCode.InvalidKeyName, () => Names.RequireField(name));

    [Fact]
    public void A_physical_name_that_is_too_long_is_cut_and_stays_unique()
    {
        var shared = new string('a', 60);
        var (one, other) = (Names.Physical($"_Join:{shared}:{shared}1"), Names.Physical($"_Join:{shared}:{shared}2"));
        Assert.Equal(63, one.Length);
        Assert.NotEqual(one, other);
        Assert.Equal(one, Names.Physical($"_Join:{shared}:{shared}1"));
        Assert.Equal(new string('a', 63), Names.Physical(new string('a', 63)));
    }
}
