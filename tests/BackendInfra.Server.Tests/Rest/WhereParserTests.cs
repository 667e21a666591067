using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest.Where;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

public sealed class WhereParserTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ClassSchema Product = new ClassSchema("Product")
        .With(new FieldDefinition("name", FieldType.String))
        .With(new FieldDefinition("price", FieldType.Number))
        .With(new FieldDefinition("sold", FieldType.Boolean))
        .With(new FieldDefinition("since", FieldType.Date))
        .With(new FieldDefinition("tags", FieldType.Array))
        .With(new FieldDefinition("stock", FieldType.Object))
        .With(new FieldDefinition("maker", FieldType.Pointer, "Maker"))
        .With(new FieldDefinition("categories", FieldType.Relation, "Category"));

    private static readonly SchemaSnapshot Schema = new("app_test", 1,
    [
        Product,
        new ClassSchema("Maker").With(new FieldDefinition("city", FieldType.String)),
        new ClassSchema("Category").With(new FieldDefinition("products", FieldType.Relation, "Product")),
    ]);

    [Fact]
    public void A_bare_value_is_an_equality()
    {
        var filter = Assert.IsType<ComparisonFilter>(Parse("""{"name":"x"}"""));
        Assert.Equal(ComparisonOperator.Equal, filter.Operator);
        Assert.Equal(Operand.Of(new StringValue("x")), filter.Operand);
    }

    [Fact]
    public void Operators_on_one_field_must_all_hold()
    {
        var filter = Assert.IsType<AndFilter>(Parse("""{"price":{"$gt":1,"$lte":5}}"""));
        Assert.Equal([ComparisonOperator.GreaterThan, ComparisonOperator.LessThanOrEqual], filter.Parts.Cast<ComparisonFilter>().Select(p => p.Operator));
    }

    [Fact]
    public void An_object_without_operators_is_a_value() =>
        Assert.Equal(Operand.Of(new ObjectValue(ObjectValue.Empty.Members.Add("nyc", new NumberValue(1)))), Assert.IsType<ComparisonFilter>(Parse("""{"stock":{"nyc":1}}""")).Operand);

    [Fact]
    public void A_dotted_path_reaches_into_an_Object_field()
    {
        var path = Assert.IsType<ComparisonFilter>(Parse("""{"stock.nyc.left":{"$gt":1}}""")).Path;
        Assert.Equal("stock.nyc.left", path.ToString());
    }

    [Fact]
    public void An_unknown_field_is_unset_and_no_error() => Assert.Null(Assert.IsType<ComparisonFilter>(Parse("""{"ghost":1}""")).Path.Field);

    [Theory]
    [InlineData("""{"$or":[]}""")]
    [InlineData("""{"maker":{"$inQuery":{"className":"Ghost"}}}""")]
    [InlineData("""{"$relatedTo":{"object":{"__type":"Pointer","className":"Ghost","objectId":"a"},"key":"k"}}""")]
    [InlineData("""{"maker":{"$inQuery":{"className":"Category"}}}""")]
    public void What_can_match_nothing_is_nothing(string where) => Assert.Empty(Assert.IsType<OrFilter>(Parse(where)).Parts);

    [Fact]
    public void An_ISO_text_is_a_date_on_Date_fields() =>
        Assert.Equal(Operand.Of(new DateValue("2024-01-02T00:00:00.000Z")), Assert.IsType<ComparisonFilter>(Parse("""{"createdAt":{"$lt":"2024-01-02"}}""")).Operand);

    [Fact]
    public void A_relative_time_is_counted_from_now() =>
        Assert.Equal(Operand.Of(new DateValue("2026-02-26T12:00:00.000Z")), Assert.IsType<ComparisonFilter>(Parse("""{"since":{"$gt":{"$relativeTime":"3 days ago"}}}""")).Operand);

    [Fact]
    public void Patterns_in_all_must_each_match_an_element() =>
        Assert.Equal(2, Assert.IsType<AndFilter>(Parse("""{"tags":{"$all":[{"$regex":"^a"},{"$regex":"^b"}]}}""")).Parts.OfType<RegexFilter>().Count());

    [Fact]
    public void A_subquery_keeps_its_where_order_limit_and_skip()
    {
        var plan = Assert.IsType<InQueryFilter>(Parse("""{"maker":{"$inQuery":{"className":"Maker","where":{"city":"x"},"order":"-city","limit":3,"skip":2,"keys":"city"}}}""")).Subquery;
        Assert.Equal(("Maker", 1, Operand.Of(3), Operand.Of(2)), (plan.Class.Name, plan.Order.Length, plan.Limit, plan.Skip));
    }

    [Fact]
    public void RelatedTo_names_the_owner()
    {
        var related = Assert.IsType<RelatedToFilter>(Parse("""{"$relatedTo":{"object":{"__type":"Pointer","className":"Category","objectId":"c1"},"key":"products"}}"""));
        Assert.Equal(("Category", "products", Operand.Of(new StringValue("c1"))), (related.Owner.Name, related.Relation.Name, related.OwnerId));
    }

    [Theory]
    [InlineData("""{"price":{"$foo":1}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"$foo":1}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"_rperm":"x"}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"a b":1}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"stock.__proto__":1}""", ErrorCode.InvalidKeyName)]
    [InlineData("""{"ACL":{}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"name":1}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"price":"1"}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"name.first":"x"}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"price":{"$in":1}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"price":{"$in":["x"]}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"sold":{"$gt":true}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"price":{"$gt":null}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"price":{"$exists":1}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"name":{"$regex":1}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"name":{"$regex":"a","$options":"g"}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"name":{"$options":"i"}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"price":{"$regex":"1"}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"name":{"$all":["a"]}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"tags":{"$all":[{"$regex":"a"},"b"]}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"name":{"$relativeTime":"now"}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"name":{"$gt":{"$relativeTime":"now"}}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"since":{"$gt":{"$relativeTime":"3 days"}}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"$or":{}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"$and":[1]}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"$nor":[]}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"maker":{"__type":"Pointer","className":"Category","objectId":"x"}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"categories":null}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"categories":{"$exists":true}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"maker":{"$inQuery":{"where":{}}}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"maker":{"$inQuery":{"className":"Maker","foo":1}}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"name":{"$inQuery":{"className":"Maker"}}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"name":{"$select":{"key":"city"}}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"name":{"$select":{"key":"city","query":{"className":"Maker"},"x":1}}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"$relatedTo":{"object":"x","key":"k"}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"$relatedTo":{"object":{"__type":"Pointer","className":"Maker","objectId":"x"},"key":"city"}}""", ErrorCode.InvalidQuery)]
    [InlineData("""{"name":{"$text":{}}}""", ErrorCode.InvalidJson)]
    [InlineData("""{"name":{"__type":"Nonsense"}}""", ErrorCode.InvalidJson)]
    public void Nonsense_is_refused(string where, ErrorCode code) => Assert.Equal(code, Assert.Throws<ParseException>(() => Parse(where)).Code);

    [Fact]
    public void A_class_that_does_not_exist_is_refused_to_clients() =>
        Assert.Equal(ErrorCode.OperationForbidden, Assert.Throws<ParseException>(() => Parse("""{"maker":{"$inQuery":{"className":"Ghost"}}}""", Principal.Anonymous)).Code);

    [Fact]
    public void Depth_and_lists_are_limited_for_clients_and_not_for_the_master_key()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"$or":[""", 21)) + """{"price":1}""" + string.Concat(Enumerable.Repeat("]}", 21));
        var longList = """{"price":{"$in":[""" + string.Join(',', Enumerable.Range(0, 10_001)) + "]}}";
        foreach (var where in (string[])[deep, longList])
        {
            Assert.Equal(ErrorCode.InvalidQuery, Assert.Throws<ParseException>(() => Parse(where, Principal.Anonymous)).Code);
            Parse(where);
        }
    }

    [Theory]
    [InlineData("now", "2026-03-01T12:00:00.000Z")]
    [InlineData("in 2 hrs 15 minutes", "2026-03-01T14:15:00.000Z")]
    [InlineData("1 wk ago", "2026-02-22T12:00:00.000Z")]
    [InlineData("in 1 YEAR", "2027-03-01T12:00:00.000Z")]
    public void Relative_times_add_up(string text, string expected) => Assert.Equal(expected, IsoDate.Format(RelativeTime.Parse(text, Now)));

    [Theory]
    [InlineData("")]
    [InlineData("in 3 days ago")]
    [InlineData("in 3")]
    [InlineData("x days ago")]
    [InlineData("3 lightyears ago")]
    [InlineData("2147483647 years ago")]
    [InlineData("in")]
    public void Other_relative_times_are_refused(string text) => Assert.Equal(ErrorCode.InvalidJson, Assert.Throws<ParseException>(() => RelativeTime.Parse(text, Now)).Code);

    private static Filter Parse(string where, Principal? principal = null)
    {
        var caller = principal ?? Principal.Master;
        var context = new WhereContext(Schema, caller, caller.IsUnrestricted ? null : new RequestLimits(), Now);
        return new WhereParser(context).Parse(Product, JsonElement.Parse(where));
    }
}
