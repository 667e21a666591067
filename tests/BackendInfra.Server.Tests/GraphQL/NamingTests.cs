using BackendInfra.Server.GraphQL.Naming;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

public sealed class NamingTests
{
    [Theory]
    [InlineData("product", "products")]
    [InlineData("productCategory", "productCategories")]
    [InlineData("person", "people")]
    [InlineData("data", "data")]
    [InlineData("order", "orders")]
    [InlineData("news", "news")]
    [InlineData("user", "users")]
    [InlineData("bonus", "bonuses")]
    [InlineData("cameraLens", "cameraLenses")]
    [InlineData("cafe", "cafes")]
    [InlineData("gas", "gases")]
    [InlineData("giraffe", "giraffes")]
    [InlineData("grass", "grasses")]
    [InlineData("hardware", "hardware")]
    [InlineData("knife", "knives")]
    [InlineData("medium", "mediums")]
    [InlineData("money", "monies")]
    [InlineData("safe", "safes")]
    [InlineData("schema", "schemata")]
    [InlineData("settings", "settings")]
    public void Find_fields_are_English_plurals(string singular, string plural) =>
        Assert.Equal(plural, ClassNaming.Plural(singular));

    [Theory]
    [InlineData("_User", "User")]
    [InlineData("someClass", "SomeClass")]
    [InlineData("Product", "Product")]
    public void Type_names_start_with_a_capital_and_without_underscore(string className, string type) =>
        Assert.Equal(type, ClassNaming.TypeName(className));

    [Fact]
    public void A_class_whose_plural_is_its_name_keeps_its_get_field()
    {
        var names = Assign("Data").Single();

        Assert.Equal("data", names.Get);
        Assert.Null(names.Find);
    }

    [Fact]
    public void Users_classes_win_over_system_classes()
    {
        var warnings = new List<string>();

        var names = ClassNaming.Assign(TestClasses.WithClasses("_Product", "Product"), [], warnings.Add);

        Assert.Equal("Product", Assert.Single(names).Class.Name);
        Assert.Contains("_Product", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_helper_that_meets_a_class_is_renamed_and_not_the_class()
    {
        var names = Assign("Product", "ProductOrder", "ProductEdge");

        Assert.Equal(3, names.Count);
        var product = names.Single(name => name.Class.Name == "Product");
        Assert.Equal("ProductOrder_", product.Order);
        Assert.Equal("ProductEdge_", product.Edge);
        Assert.Equal("ProductOrder", names.Single(name => name.Class.Name == "ProductOrder").Type);
    }

    [Theory]
    [InlineData("PageInfo")]
    [InlineData("Viewer")]
    [InlineData("ProductConnection")]
    public void Reserved_type_names_leave_a_class_out(string name) => Assert.Empty(Assign(name));

    [Fact]
    public void Reserved_root_fields_are_not_taken()
    {
        var names = Assign("Health").Single();

        Assert.Null(names.Get);
        Assert.NotNull(names.Create);
    }

    private static IReadOnlyList<ClassNames> Assign(params string[] classes) =>
        ClassNaming.Assign(TestClasses.WithClasses(classes), [], _ => { });
}
