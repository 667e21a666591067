using BackendInfra.Core.CloudCode;
using BackendInfra.Server.GraphQL.Types;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Custom;

/// <summary>Fields of functions that declare their types.</summary>
public sealed class TypedFunctionTests
{
    [Fact]
    public void A_function_with_types_is_a_field_among_the_queries_or_the_mutations()
    {
        var sdl = Sdl(
            [],
            new("total") { IsQuery = true, Returns = "Float!", Parameters = [new("after", "Date"), new("names", "[String!]!")] },
            new("settle") { Parameters = [new("order", "ID!")] },
            new("plain"));

        Assert.Contains("total(after: Date, names: [String!]!): Float!", Root(sdl, "Query"), StringComparison.Ordinal);
        Assert.Contains("settle(order: ID!): Any", Root(sdl, "Mutation"), StringComparison.Ordinal);
        Assert.DoesNotContain("plain", Root(sdl, "Query") + Root(sdl, "Mutation"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "Nowhere", "Nowhere")]
    [InlineData("x", "Int) { y: Int }", "Syntax")]
    [InlineData("x", "Int y: Int", "types")]
    [InlineData("x", "Int @mock(with: 1)", "types")]
    [InlineData("x-y", "Int", "Syntax")]
    [InlineData("health", "Int", "health")]
    public void What_is_no_type_or_is_taken_is_told_and_left_out(string name, string returns, string message)
    {
        var warnings = new List<string>();

        var sdl = Sdl(warnings, new(name) { IsQuery = true, Returns = returns }, new("other") { IsQuery = true, Returns = "Int" });

        Assert.Contains(message, Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Contains("other: Int", Root(sdl, "Query"), StringComparison.Ordinal);
        Assert.Contains("health: Boolean!", Root(sdl, "Query"), StringComparison.Ordinal);
    }

    private static string Sdl(List<string> warnings, params CloudFunction[] functions) =>
        AppSchemaBuilder.Print(AppSchemaBuilder.Build(TestClasses.Shop(), [], warnings.Add, typed: new CloudDefinitions(functions, [], [])));

    private static string Root(string sdl, string type)
    {
        var start = sdl.IndexOf($"type {type} {{", StringComparison.Ordinal);
        return sdl[start..sdl.IndexOf("\n}", start, StringComparison.Ordinal)];
    }
}
