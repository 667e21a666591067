using System.Text.Json;
using System.Text.Json.Nodes;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema.Changes;
using BackendInfra.Server.GraphQL.Diff;
using BackendInfra.Server.Schemas;
using BackendInfra.Server.Tests.GraphQL;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.Schemas;

/// <summary>Differences between GraphQL schemas, judged as graphql-js judges them.</summary>
public sealed class SdlDiffTests
{
    private const string Query = "type Query { a: Int } ";

    /// <summary>What changes, the same before and after it, and the changes that are told.</summary>
    public static TheoryData<string, string, string> Changes => new()
    {
        { "type Query { a: Int b: Int }", "type Query { a: Int }", "breaking FIELD_REMOVED Query.b" },
        { "type Query { a: Int }", "type Query { a: Int b: Int }", "safe FIELD_ADDED Query.b" },
        { "type Query { a: Int! }", "type Query { a: Int }", "breaking FIELD_CHANGED_KIND Query.a" },
        { "type Query { a: Int }", "type Query { a: Int! }", "safe FIELD_CHANGED_KIND_SAFE Query.a" },
        { "type Query { a: [Int] }", "type Query { a: [Int!]! }", "safe FIELD_CHANGED_KIND_SAFE Query.a" },
        { "type Query { a: [Int!] }", "type Query { a: [Int] }", "breaking FIELD_CHANGED_KIND Query.a" },
        { "type Query { a: Int }", "type Query { a: [Int] }", "breaking FIELD_CHANGED_KIND Query.a" },
        { "type Query { a: Int }", "type Query { a: Float }", "breaking FIELD_CHANGED_KIND Query.a" },
        { "type Query { a(x: Int): Int }", "type Query { a: Int }", "breaking ARG_REMOVED Query.a(x:)" },
        { "type Query { a: Int }", "type Query { a(x: Int): Int }", "dangerous OPTIONAL_ARG_ADDED Query.a(x:)" },
        { "type Query { a: Int }", "type Query { a(x: Int!): Int }", "breaking REQUIRED_ARG_ADDED Query.a(x:)" },
        { "type Query { a: Int }", "type Query { a(x: Int! = 1): Int }", "dangerous OPTIONAL_ARG_ADDED Query.a(x:)" },
        { "type Query { a(x: Int): Int }", "type Query { a(x: Int!): Int }", "breaking ARG_CHANGED_KIND Query.a(x:)" },
        { "type Query { a(x: [Int!]!): Int }", "type Query { a(x: [Int]): Int }", "safe ARG_CHANGED_KIND_SAFE Query.a(x:)" },
        { "type Query { a(x: Int = 1): Int }", "type Query { a(x: Int = 2): Int }", "dangerous ARG_DEFAULT_VALUE_CHANGE Query.a(x:)" },
        { "type Query { a(x: Int = 1): Int }", "type Query { a(x: Int): Int }", "dangerous ARG_DEFAULT_VALUE_CHANGE Query.a(x:)" },
        { "type Query { a(x: Int): Int }", "type Query { a(x: Int = 1): Int }", "safe ARG_CHANGED_KIND_SAFE Query.a(x:)" },
        { "type Query { a(x: I = {p: 1, q: [\"é\"]}): Int } input I { p: Int q: [String] }", "type Query { a(x: I = {q: [\"é\"] p: 1}): Int } input I { p: Int q: [String] }", "" },
        { Query + "type T { a: Int }", Query, "breaking TYPE_REMOVED T" },
        { Query, Query + "type T { a: Int }", "safe TYPE_ADDED T" },
        { Query + "type T { a: Int }", Query + "interface T { a: Int }", "breaking TYPE_CHANGED_KIND T" },
        { Query + "scalar T", Query + "enum T { A }", "breaking TYPE_CHANGED_KIND T" },
        { Query + "enum E { A B }", Query + "enum E { A C }", "dangerous VALUE_ADDED_TO_ENUM E.C, breaking VALUE_REMOVED_FROM_ENUM E.B" },
        { Query + "type T { a: Int } type S { a: Int } union U = T | S", Query + "type T { a: Int } type S { a: Int } union U = T", "breaking TYPE_REMOVED_FROM_UNION U.S" },
        { Query + "type T { a: Int } type S { a: Int } union U = T", Query + "type T { a: Int } type S { a: Int } union U = T | S", "dangerous TYPE_ADDED_TO_UNION U.S" },
        { Query + "input I { a: Int }", Query + "input I { a: Int b: Int }", "dangerous OPTIONAL_INPUT_FIELD_ADDED I.b" },
        { Query + "input I { a: Int }", Query + "input I { a: Int b: Int! }", "breaking REQUIRED_INPUT_FIELD_ADDED I.b" },
        { Query + "input I { a: Int }", Query + "input I { a: Int b: Int! = 2 }", "dangerous OPTIONAL_INPUT_FIELD_ADDED I.b" },
        { Query + "input I { a: Int b: Int }", Query + "input I { a: Int }", "breaking FIELD_REMOVED I.b" },
        { Query + "input I { a: Int }", Query + "input I { a: Int! }", "breaking FIELD_CHANGED_KIND I.a" },
        { Query + "input I { a: Int! }", Query + "input I { a: Int }", "safe FIELD_CHANGED_KIND_SAFE I.a" },
        { Query + "interface N { id: ID } type T implements N { id: ID }", Query + "interface N { id: ID } type T { id: ID }", "breaking IMPLEMENTED_INTERFACE_REMOVED T" },
        { Query + "interface N { id: ID } type T { id: ID }", Query + "interface N { id: ID } type T implements N { id: ID }", "dangerous IMPLEMENTED_INTERFACE_ADDED T" },
        { Query + "directive @d(x: Int) repeatable on FIELD | QUERY", Query + "directive @d(y: Int!) on FIELD", "breaking DIRECTIVE_ARG_REMOVED @d(x:), breaking DIRECTIVE_LOCATION_REMOVED @d, breaking DIRECTIVE_REPEATABLE_REMOVED @d, breaking REQUIRED_DIRECTIVE_ARG_ADDED @d(y:)" },
        { Query + "directive @d on FIELD", Query, "breaking DIRECTIVE_REMOVED @d" },
        { Query, Query + "directive @d on FIELD", "safe DIRECTIVE_ADDED @d" },
        { "\"Old.\" " + Query, "\"New.\" " + Query, "" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_has_its_rule(string before, string after, string expected)
    {
        var changes = SdlDiff.Between(before, after).Select(change => $"{SchemaReportText.Of(change.Severity)} {change.Kind} {change.Path}");

        Assert.Equal(expected.Split(", ", StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), changes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Breaking_and_dangerous_are_what_graphql_js_calls_so()
    {
        var shop = SchemaDeployer.Sdl(SystemClasses.EnsureIn(TestClasses.OfTheSampleShop()), [], null);
        var everything = SchemaDeployer.Sdl(TestClasses.Everything(TestClasses.Empty), ["hello"], null);
        (string Before, string After)[] pairs =
        [
            .. Changes.Select(row => (row.Data.Item1, row.Data.Item2)),
            .. Changes.Select(row => (row.Data.Item2, row.Data.Item1)),
            (shop, everything),
            (everything, shop),
            (shop, shop),
        ];
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "pairs.json");
        await File.WriteAllTextAsync(file, new JsonArray([.. pairs.Select(pair => new JsonObject { ["before"] = pair.Before, ["after"] = pair.After })]).ToJsonString(), TestContext.Current.CancellationToken);

        using var results = JsonDocument.Parse(await NodeScript.RunAsync("schema-diff.mjs", file));

        foreach (var ((before, after), result) in pairs.Zip(results.RootElement.EnumerateArray()))
        {
            var mine = SdlDiff.Between(before, after);
            Assert.Equal(Kinds(result.GetProperty("breaking")), Kinds(mine, ChangeSeverity.Breaking));
            Assert.Equal(Kinds(result.GetProperty("dangerous")), Kinds(mine, ChangeSeverity.Dangerous));
        }
    }

    [Theory]
    [InlineData("type {", "Syntax Error")]
    [InlineData("extend type Query { b: Int }", "only whole schemas can be compared")]
    [InlineData("{ a }", "only whole schemas can be compared")]
    [InlineData("type A { b: Int } type A { b: Int }", "It defines something twice")]
    public void What_is_no_schema_is_told(string sdl, string message)
    {
        var exception = Assert.Throws<InvalidDataException>(() => SdlDiff.Between(Query, sdl));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Kinds(JsonElement kinds) => kinds.EnumerateArray().Select(kind => kind.GetString()!).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Kinds(IEnumerable<SchemaChangeItem> changes, ChangeSeverity severity) =>
        changes.Where(change => change.Severity == severity).Select(change => change.Kind).Order(StringComparer.Ordinal);
}
