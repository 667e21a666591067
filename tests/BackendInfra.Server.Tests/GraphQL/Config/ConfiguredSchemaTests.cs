using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Types;
using GraphQL.Types;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Config;

/// <summary>What a GraphQL config leaves of a schema (reference §12).</summary>
public sealed class ConfiguredSchemaTests
{
    private readonly List<string> _warnings = [];

    [Fact]
    public void Excluded_classes_are_not_there_and_pointers_to_them_are_objects()
    {
        var schema = Build("""{"disabledForClasses":["Product"]}""");

        Assert.False(schema.Classes.ContainsKey("Product"));
        Assert.Null(schema.Schema.AllTypes["ProductConnection"]);
        Assert.False(Has(schema.Schema.Query, "product"));
        Assert.Equal("Object", schema.Classes["Order"].Object.Fields.Find("product")!.ResolvedType!.ToString());
        Assert.Equal("Object!", schema.Classes["Order"].CreateFields.Fields.Find("product")!.ResolvedType!.ToString());
        Assert.Equal("Object", ((IObjectGraphType)schema.Schema.AllTypes["OrderGroupKey"]!).Fields.Find("product")!.ResolvedType!.ToString());
        Assert.False(Has(schema.Classes["Order"].Where, "product"));
    }

    [Fact]
    public void Without_classes_everything_else_is_there()
    {
        var schema = Build("""{"enabledForClasses":[]}""");

        Assert.Empty(schema.Classes);
        Assert.Equal(["class", "classes", "cloudConfig", "health", "node"], schema.Schema.Query.Fields.Select(field => field.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_users_nobody_signs_up_or_is_the_viewer()
    {
        string[] ofUsers = ["viewer", "signUp", "logIn", "logInWith", "logOut", "resetPassword", "confirmResetPassword", "sendVerificationEmail", "challenge"];
        var all = Build("{}");
        var schema = Build("""{"disabledForClasses":["_User"]}""");

        Assert.All(ofUsers, name => Assert.True(Has(all.Schema.Query, name) || Has(all.Schema.Mutation!, name), name));
        Assert.All(ofUsers, name => Assert.False(Has(schema.Schema.Query, name) || Has(schema.Schema.Mutation!, name), name));
        Assert.Null(schema.Schema.AllTypes["Viewer"]);
    }

    [Fact]
    public void Root_fields_are_left_out_and_renamed()
    {
        var schema = Build("""
            {"classConfigs":[
              {"className":"Product","query":{"get":false,"findAlias":"catalog"},"mutation":{"create":false,"updateAlias":"changeProduct","destroyAlias":"dropProduct"}},
              {"className":"Order","query":{"getAlias":"purchase","find":false},"mutation":{"createAlias":"buy","update":false,"destroy":false}}]}
            """);

        Assert.Equal(
            ["catalog", "catalogAggregate", "catalogGroupBy", "productCategories", "productCategoriesAggregate", "productCategoriesGroupBy", "productCategory", "purchase"],
            Names(schema.Schema.Query, "catalog", "product", "order", "purchase"));
        Assert.Equal(
            ["buy", "changeProduct", "createProductCategory", "deleteProductCategory", "dropProduct", "updateProductCategory"],
            Names(schema.Schema.Mutation!, "buy", "changeProduct", "dropProduct", "createProduct", "createOrder", "updateProduct", "updateOrder", "deleteProduct", "deleteOrder").Where(name => !name.StartsWith("productCategories", StringComparison.Ordinal)));
        Assert.True(Has((IObjectGraphType)schema.Schema.Mutation!.Fields.Find("buy")!.ResolvedType!, "order"));
    }

    [Fact]
    public void Without_its_create_a_class_is_not_created_inside_of_others()
    {
        var schema = Build("""{"classConfigs":[{"className":"Product","mutation":{"create":false}},{"className":"ProductCategory","mutation":{"create":false}}]}""");

        Assert.False(Has(schema.Classes["Product"].Pointer, "createAndLink"));
        Assert.Null(schema.Classes["Product"].Names.Upsert);
        Assert.True(Has(schema.Classes["Product"].Pointer, "link"));
        Assert.False(Has(schema.Classes["ProductCategory"].Relation, "createAndAdd"));
        Assert.Null(schema.Schema.AllTypes["CreateProductFieldsInput"]);
    }

    [Fact]
    public void Without_its_update_and_delete_a_class_is_not_written_by_way_of_others()
    {
        var closed = Build("""{"classConfigs":[{"className":"ProductCategory","mutation":{"update":false,"destroy":false}}]}""");
        var category = closed.Classes["ProductCategory"];

        Assert.Equal(["createAndLink", "link", "unlink"], Names(category.Pointer));
        Assert.Equal(["add", "createAndAdd", "remove", "removeAll", "set"], Names(category.Relation));
        Assert.Null(category.Names.Upsert);
        Assert.Null(Build("""{"classConfigs":[{"className":"Product","type":{"inputFields":{"update":["price"]}}}]}""").Classes["Product"].Names.Upsert);
    }

    [Fact]
    public void Fields_are_left_out_of_inputs_outputs_conditions_and_orders()
    {
        var schema = Build("""
            {"classConfigs":[{"className":"Product","type":{
              "inputFields":{"create":["name","price"],"update":["price"]},"outputFields":["name"],"constraintFields":["name","objectId"],
              "sortFields":[{"field":"name","asc":true,"desc":false},{"field":"price","asc":false,"desc":true},{"field":"unknown","asc":true,"desc":true}]}}]}
            """);
        var product = schema.Classes["Product"];

        Assert.Equal(["ACL", "name", "price"], Names(product.CreateFields));
        Assert.Equal(["ACL", "price"], Names(product.UpdateFields));
        Assert.Equal(["ACL", "createdAt", "id", "name", "objectId", "updatedAt"], Names(product.Object));
        Assert.Equal(["AND", "NOR", "OR", "name", "objectId"], Names(product.Where));
        Assert.Equal(["name_ASC", "price_DESC"], product.Order.Values.Select(value => value.Name));
        Assert.Equal(["_score"], Names(product.OrderBy));

        // What is not answered is not told of in aggregates either.
        Assert.Equal(["createdAt", "name", "updatedAt"], Names(product.Aggregates.Values));
        Assert.Equal(["createdAt", "name", "updatedAt"], Names(product.Aggregates.GroupKey));
    }

    [Fact]
    public void Without_orders_the_id_is_one()
    {
        var schema = Build("""{"classConfigs":[{"className":"Product","type":{"sortFields":[]}}]}""");

        Assert.Equal(["id_ASC", "id_DESC"], schema.Classes["Product"].Order.Values.Select(value => value.Name));
    }

    [Fact]
    public void Names_that_are_taken_are_skipped_with_a_warning_each()
    {
        var schema = Build("""{"classConfigs":[{"className":"Product","query":{"getAlias":"order","findAlias":"health"},"mutation":{"createAlias":"signUp"}}]}""");

        Assert.Equal("Order!", schema.Schema.Query.Fields.Find("order")!.ResolvedType!.ToString());
        Assert.Equal("Boolean!", schema.Schema.Query.Fields.Find("health")!.ResolvedType!.ToString());
        Assert.Null(schema.Classes["Product"].Names.Get);
        Assert.Null(schema.Classes["Product"].Names.Find);
        Assert.Null(schema.Classes["Product"].Names.Create);
        Assert.Equal(3, _warnings.Count);
    }

    [Fact]
    public void A_field_named_as_a_combinator_cannot_be_filtered_by()
    {
        var snapshot = TestClasses.Create(TestClasses.Empty, new ClassEdit("Gate") { SetFields = [new("OR", Core.Schema.FieldType.String)] });
        var schema = AppSchemaBuilder.Build(snapshot, [], _warnings.Add);

        Assert.Equal("[GateWhereInput!]", schema.Classes["Gate"].Where.Fields.Find("OR")!.ResolvedType!.ToString());
        Assert.Contains("OR", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    private AppSchema Build(string config) =>
        AppSchemaBuilder.Build(SystemClasses.EnsureIn(TestClasses.Shop()), [], _warnings.Add, GraphQLConfigJson.Read(config));

    private static bool Has(IComplexGraphType type, string field) => type.Fields.Find(field) is not null;

    private static IEnumerable<string> Names(IComplexGraphType type, params string[] prefixes) =>
        type.Fields.Select(field => field.Name).Where(name => prefixes.Length == 0 || prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).Order(StringComparer.Ordinal);
}
