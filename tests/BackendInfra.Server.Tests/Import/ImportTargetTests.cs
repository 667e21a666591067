using BackendInfra.Core.Errors;
using BackendInfra.Server.Import;
using Xunit;

namespace BackendInfra.Server.Tests.Import;

public sealed class ImportTargetTests
{
    [Theory]
    [InlineData("Product.json", "Product", null)]
    [InlineData("Product", "Product", null)]
    [InlineData("Product.JSON", "Product", null)]
    [InlineData("Product.ndjson", "Product", null)]
    [InlineData("Product.jsonl", "Product", null)]
    [InlineData("_Join\uA789categories\uA789Product.json", "Product", "categories")]
    [InlineData("_Join:categories:Product.json", "Product", "categories")]
    [InlineData("_Join:categories:Product", "Product", "categories")]
    [InlineData("_User.json", "_User", null)]
    [InlineData("_SCHEMA.json", "_SCHEMA", null)]
    [InlineData("_Join:users:_Role.json", "_Role", "users")]
    public void File_names_name_classes_and_relations(string fileName, string className, string? relation) =>
        Assert.Equal(new ImportTarget(className, relation), ImportTarget.FromFileName(fileName));

    [Theory]
    [InlineData("")]
    [InlineData(".json")]
    [InlineData("my products.json")]
    [InlineData("Product.csv")]
    [InlineData("_JobStatus.json")]
    [InlineData("_GlobalConfig.json")]
    [InlineData("_Secret.json")]
    [InlineData("_Join:categories.json")]
    [InlineData("_Join:categories:_PushStatus.json")]
    [InlineData("_Join:a:b:Product.json")]
    [InlineData("Product:categories:_Join.json")]
    public void Other_file_names_are_refused(string fileName) =>
        Assert.Equal(ErrorCode.InvalidClassName, Assert.Throws<ParseException>(() => ImportTarget.FromFileName(fileName)).Code);

    [Fact]
    public void A_relation_has_a_field_name() =>
        Assert.Equal(ErrorCode.InvalidKeyName, Assert.Throws<ParseException>(() => ImportTarget.FromFileName("_Join:a b:Product")).Code);

    [Theory]
    [InlineData("Product.json")]
    [InlineData("_Join\uA789categories\uA789Product.json")]
    public void File_names_that_are_written_can_be_read(string fileName) =>
        Assert.Equal(fileName, ImportTarget.FromFileName(fileName).FileName);
}
