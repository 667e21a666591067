using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Rest.Queries;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

public sealed class SelectionTests
{
    private static readonly ClassSchema Order = new ClassSchema("Order")
        .With(new FieldDefinition("name", FieldType.String))
        .With(new FieldDefinition("product", FieldType.Pointer, "Product"))
        .With(new FieldDefinition("extras", FieldType.Array) { PointedClasses = ["Maker", "Product"] });

    private static readonly ClassSchema Product = new ClassSchema("Product")
        .With(new FieldDefinition("price", FieldType.Number))
        .With(new FieldDefinition("maker", FieldType.Pointer, "Maker"));

    private static readonly SchemaSnapshot Schema = new("s", 1, [Order, Product, new ClassSchema("Maker").With(new FieldDefinition("boss", FieldType.Pointer, "Maker"))]);

    [Fact]
    public void Without_options_everything_is_sent_and_nothing_included() => Assert.Same(RestSelection.Everything, Build());

    [Fact]
    public void An_include_implies_its_prefixes()
    {
        var product = Assert.Single(Build(("include", "product.maker")).Includes);
        Assert.Equal("maker", Assert.Single(product.Targets[0].Selection.Includes).Field.Name);
    }

    [Fact]
    public void An_array_is_included_per_class() => Assert.Equal(["Maker", "Product"], Assert.Single(Build(("include", "extras")).Includes).Targets.Select(t => t.Class.Name));

    [Theory]
    [InlineData("include", "*")]
    [InlineData("includeAll", "1")]
    [InlineData("includeAll", "true")]
    public void All_pointers_and_arrays_can_be_included(string name, string value)
    {
        var includes = Build((name, value)).Includes;
        Assert.Equal(["extras", "product"], includes.Select(i => i.Field.Name));
        Assert.All(includes, include => Assert.All(include.Targets, target => Assert.Empty(target.Selection.Includes)));
    }

    [Fact]
    public void What_cannot_be_included_is_ignored() => Assert.Empty(Build(("include", "name,ghost,name.x")).Includes);

    [Fact]
    public void A_dotted_key_selects_inside_and_includes()
    {
        var selection = Build(("keys", "name,product.price"));
        Assert.Equal(["name", "product"], selection.Fields!.Order());
        Assert.Equal(["price"], Assert.Single(selection.Includes).Targets[0].Selection.Fields!);
    }

    [Fact]
    public void Excluded_keys_are_taken_away() => Assert.DoesNotContain("name", Build(("excludeKeys", "name,objectId")).Fields!);

    [Fact]
    public void An_include_that_is_not_sent_is_not_read() => Assert.Empty(Build(("keys", "name"), ("include", "product")).Includes);

    [Fact]
    public void Includes_are_limited()
    {
        var deep = string.Join('.', Enumerable.Repeat("boss", 11));
        Assert.Equal(ErrorCode.InvalidQuery, Assert.Throws<ParseException>(() => Build(("include", $"product.maker.{deep}"))).Code);
    }

    [Theory]
    [InlineData("foo", "1", ErrorCode.InvalidQuery)]
    [InlineData("limit", "-1", ErrorCode.InvalidQuery)]
    [InlineData("limit", "x", ErrorCode.InvalidQuery)]
    [InlineData("skip", "99999999999", ErrorCode.InvalidQuery)]
    [InlineData("count", "maybe", ErrorCode.InvalidQuery)]
    [InlineData("where", "{", ErrorCode.InvalidJson)]
    [InlineData("where", "[]", ErrorCode.InvalidJson)]
    [InlineData("explain", "true", ErrorCode.InvalidQuery)]
    public void Bad_parameters_are_refused(string name, string value, ErrorCode code) =>
        Assert.Equal(code, Assert.Throws<ParseException>(() => Options((name, value))).Code);

    [Fact]
    public void Parameters_without_effect_are_accepted() =>
        Options(("readPreference", "SECONDARY"), ("includeReadPreference", "x"), ("subqueryReadPreference", "x"), ("hint", "i"), ("comment", "c"));

    [Fact]
    public void An_order_ignores_unknown_fields_and_knows_old_names()
    {
        var keys = OrderParser.Parse(Order, ["name", "-_created_at", "ghost"], Filter.All);
        Assert.Equal([("name", false), ("createdAt", true)], keys.Select(key => (key.Path.Name, key.Descending)));
        Assert.Equal(ErrorCode.InvalidKeyName, Assert.Throws<ParseException>(() => OrderParser.Parse(Order, ["a;b"], Filter.All)).Code);
    }

    private static RestSelection Build(params (string, string)[] parameters) =>
        new SelectionBuilder(Schema, new RequestLimits()).Build(Order, Options(parameters));

    private static QueryOptions Options(params (string Name, string Value)[] parameters) =>
        QueryOptions.ForFind(RestParameters.Of(new QueryCollection(parameters.ToDictionary(p => p.Name, p => new StringValues(p.Value))), RestBody.None), Principal.Anonymous);
}
