using BackendInfra.Core.Queries;
using Xunit;

namespace BackendInfra.Core.Tests.Queries;

public sealed class RegexTextTests
{
    [Theory]
    [InlineData("abc", "abc")]
    [InlineData(@"^\Qa.b\E", @"^a\.b")]
    [InlineData(@"\Qa\Eb\Qc*\E", @"abc\*")]
    [InlineData(@"\Qa.", @"a\.")]
    [InlineData(@"\\Qa.", @"\\Qa.")]
    [InlineData(@"\Q\d\E", @"\\d")]
    [InlineData(@"\Q\E", "")]
    [InlineData(@"\Qé😀_\E", "é😀_")]
    public void Quoted_text_is_escaped(string pattern, string expected) => Assert.Equal(expected, RegexText.Unquote(pattern));

    [Theory]
    [InlineData("a.b", "a<>b")]
    [InlineData(@"a\.b", @"a\.b")]
    [InlineData(@"a\\.b", @"a\\<>b")]
    [InlineData("[.]", "[.]")]
    [InlineData("[].].", "[].]<>")]
    [InlineData("[^].].", "[^].]<>")]
    [InlineData("[[:alpha:].].", "[[:alpha:].]<>")]
    [InlineData(@"[\].].", @"[\].]<>")]
    [InlineData("[", "[")]
    public void Only_special_characters_are_replaced(string pattern, string expected) => Assert.Equal(expected, RegexText.ReplaceSpecial(pattern, '.', "<>"));
}
