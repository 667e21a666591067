using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.Import;
using Xunit;

namespace BackendInfra.Server.Tests.Import;

public sealed class FieldInferenceTests
{
    private static readonly ClassSchema Product = new ClassSchema("Product")
        .With(new FieldDefinition("name", FieldType.String) { Required = true })
        .With(new FieldDefinition("price", FieldType.Number) { Required = true, DefaultValue = new NumberValue(0) });

    [Fact]
    public void Every_type_is_inferred()
    {
        var fields = new FieldInference("Thing", null, new ImportOptions(), 500);
        fields.Add(Row(
            ("text", new StringValue("a")),
            ("number", new NumberValue(1)),
            ("flag", BooleanValue.True),
            ("date", new DateValue("2024-01-31T12:00:00.000Z")),
            ("place", new GeoPointValue(1, 2)),
            ("bytes", new BytesValue("")),
            ("file", new FileValue("a.txt", null)),
            ("owner", new PointerValue("Owner", "a")),
            ("others", new RelationValue("Other")),
            ("map", ObjectValue.Empty)));
        fields.Add(Row(("list", new ArrayValue([new PointerValue("A", "1"), new StringValue("x")]))));
        fields.Add(Row(("list", new ArrayValue([new PointerValue("B", "1")])), ("number", new NumberValue(0.5))));

        Assert.Equal(
            ["bytes Bytes", "date Date", "file File", "flag Boolean", "list Array", "map Object", "number Number", "others Relation<Other>", "owner Pointer<Owner>", "place GeoPoint", "text String"],
            fields.Wanted.Select(f => $"{f.Name} {f.TypeName}"));
        Assert.Equal(["A", "B"], fields.Wanted.Single(f => f.Name == "list").PointedClasses);
    }

    [Fact]
    public void A_field_has_one_type_in_the_whole_file()
    {
        var fields = new FieldInference("Thing", null, new ImportOptions(), 500);
        fields.Add(Row(("size", new NumberValue(1))));
        var refusal = Assert.Throws<ParseException>(() => fields.Add(Row(("size", new StringValue("1")))));
        Assert.Equal((ErrorCode.IncorrectType, "schema mismatch for Thing.size; expected Number but got String"), (refusal.Code, refusal.Message));
    }

    [Fact]
    public void Values_must_fit_the_fields_that_exist()
    {
        var fields = new FieldInference("Product", Product, new ImportOptions(), 500);
        fields.Add(Row(("name", new StringValue("a")), ("price", new NumberValue(1))));
        Assert.Empty(fields.Wanted);
        Assert.Equal(ErrorCode.IncorrectType, Assert.Throws<ParseException>(() => fields.Add(Row(("name", new NumberValue(1))))).Code);
    }

    [Fact]
    public void Required_fields_must_be_there_and_defaults_do_not_fill_them()
    {
        var fields = new FieldInference("Product", Product, new ImportOptions(), 500);
        var refusal = Assert.Throws<ParseException>(() => fields.Add(Row(("name", new StringValue("a")))));
        Assert.Equal((ErrorCode.ValidationError, "price is required"), (refusal.Code, refusal.Message));
    }

    [Fact]
    public void Unknown_fields_are_added_unless_strict()
    {
        var row = Row(("name", new StringValue("a")), ("price", new NumberValue(1)), ("colour", new StringValue("red")));
        var open = new FieldInference("Product", Product, new ImportOptions(), 500);
        open.Add(row);
        Assert.Equal(["colour"], open.Added);

        var strict = new FieldInference("Product", Product, new ImportOptions(Strict: true), 500);
        Assert.Equal(ErrorCode.InvalidKeyName, Assert.Throws<ParseException>(() => strict.Add(row)).Code);
    }

    [Fact]
    public void A_file_cannot_bring_fields_without_end()
    {
        var fields = new FieldInference("Thing", null, new ImportOptions(), 3);
        fields.Add(Row(("a", BooleanValue.True), ("b", BooleanValue.True), ("c", BooleanValue.True)));
        Assert.Equal(ErrorCode.ExceededQuota, Assert.Throws<ParseException>(() => fields.Add(Row(("d", BooleanValue.True)))).Code);
    }

    private static ImportedObject Row(params ImmutableArray<(string Field, ParseValue Value)> values)
    {
        var row = new ImportedObject { ObjectId = "a" };
        foreach (var (name, value) in values)
            row.Values[name] = value;
        return row;
    }
}
