using System.Text;
using BackendInfra.Server.GraphQL.Execution;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

public sealed class NullPropagationTests
{
    // ! stands for the marker of a missing value.
    [Theory]
    [InlineData("""{"a":!}""", "null", "a")]
    [InlineData("""{"a":1,"b":{"c":!,"d":2},"e":3}""", """{"a":1,"b":null,"e":3}""", "b.c")]
    [InlineData("""{"l":[{"n":1},{"n":!},{"n":3}]}""", """{"l":[{"n":1},null,{"n":3}]}""", "l.1.n")]
    [InlineData("""{"l":[1,[2,{"n":{"m":!}}]]}""", """{"l":[1,[2,{"n":null}]]}""", "l.1.1.n.m")]
    [InlineData("""{"o":{"a":!,"b":!}}""", """{"o":null}""", "o.a,o.b")]
    [InlineData("""{"t":"a\"{,:[","u":{"v":!}}""", """{"t":"a\"{,:[","u":null}""", "u.v")]
    public void The_innermost_object_becomes_null(string json, string expected, string paths)
    {
        var (text, missing) = NullPropagation.Apply(Encoding.UTF8.GetBytes(json.Replace('!', '\u0001')));

        Assert.Equal(expected, Encoding.UTF8.GetString(text));
        Assert.Equal(paths, string.Join(',', missing.Select(path => string.Join('.', path))));
    }
}
