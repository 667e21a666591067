using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using Xunit;

namespace BackendInfra.Core.Tests.Schema;

/// <summary>The refusals of reference §11, with the codes and words that clients know.</summary>
public sealed class SchemaEditorTests
{
    private static readonly AppOptions Options = new();

    private static readonly SchemaSnapshot Snapshot = SchemaEditor.Create(
        new SchemaSnapshot("app", 1, []),
        new ClassEdit("C")
        {
            SetFields = [new("s", FieldType.String), new("n", FieldType.Number), new("o", FieldType.Object), new("a", FieldType.Array), new("r", FieldType.Relation, "C"), new("p", FieldType.Pointer, "C")],
            AddIndexes = [new IndexDefinition("byS", [new IndexKey("s")])],
        },
        Options);

    [Fact]
    public void A_class_has_its_fields_and_the_four_of_every_class() =>
        Assert.Equal(["ACL", "a", "createdAt", "n", "o", "objectId", "p", "r", "s", "updatedAt"], Snapshot.Find("C")!.Fields.Keys);

    [Fact]
    public void Pointers_and_indexed_fields_are_promoted() =>
        Assert.Equal(["p", "s"], Snapshot.Find("C")!.CustomFields.Where(field => field.Promoted).Select(field => field.Name));

    [Theory]
    [InlineData("C")]
    [InlineData("a b")]
    [InlineData("_User")]
    [InlineData("_Join:r:C")]
    public void A_class_that_exists_or_has_a_bad_name_is_not_created(string name) =>
        Refused.With(ErrorCode.InvalidClassName, () => SchemaEditor.Create(Snapshot, new ClassEdit(name), Options));

    [Fact]
    public void A_missing_class_is_neither_updated_nor_deleted()
    {
        Refused.With(ErrorCode.InvalidClassName, "Class X does not exist.", () => SchemaEditor.Update(Snapshot, new ClassEdit("X"), Options));
        Refused.With(ErrorCode.InvalidClassName, "Class X does not exist.", () => SchemaEditor.Delete(Snapshot, "X"));
    }

    [Fact]
    public void A_type_does_not_change() => Refused.With(
        ErrorCode.InvalidSchemaOperation, "Field s exists, cannot update.", () => Set(new FieldDefinition("s", FieldType.Number)));

    [Fact]
    public void A_target_class_does_not_change() => Refused.With(
        ErrorCode.InvalidSchemaOperation, "Field p exists, cannot update.", () => Set(new FieldDefinition("p", FieldType.Pointer, "D")));

    [Fact]
    public void Options_of_a_field_may_change()
    {
        var field = Set(new FieldDefinition("s", FieldType.String) { Required = true, DefaultValue = new StringValue("x") }).Find("C")!.Find("s")!;
        Assert.True(field.Required);
        Assert.Equal(new StringValue("x"), field.DefaultValue);
        Assert.True(field.Promoted);
    }

    [Fact]
    public void A_null_is_no_default() => Assert.Null(Set(new FieldDefinition("x", FieldType.String) { DefaultValue = ParseValue.Null }).Find("C")!.Find("x")!.DefaultValue);

    [Fact]
    public void A_field_that_is_not_there_is_not_deleted() => Refused.With(
        ErrorCode.InvalidSchemaOperation, "Field x does not exist, cannot delete.", () => SchemaEditor.Update(Snapshot, new ClassEdit("C") { DeleteFields = ["x"] }, Options));

    [Theory]
    [InlineData("objectId")]
    [InlineData("createdAt")]
    [InlineData("updatedAt")]
    [InlineData("ACL")]
    public void System_fields_are_neither_set_nor_deleted(string name)
    {
        Refused.With(ErrorCode.ImmutableField, $"field {name} cannot be added", () => Set(new FieldDefinition(name, FieldType.String)));
        Refused.With(ErrorCode.ImmutableField, $"field {name} cannot be changed", () => SchemaEditor.Update(Snapshot, new ClassEdit("C") { DeleteFields = [name] }, Options));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("_x")]
    [InlineData("length")]
    public void A_field_with_a_bad_name_is_refused(string name) => Refused.With(ErrorCode.InvalidKeyName, () => Set(new FieldDefinition(name, FieldType.String)));

    [Theory]
    [InlineData(FieldType.Pointer)]
    [InlineData(FieldType.Relation)]
    public void A_reference_needs_a_class(FieldType type)
    {
        Refused.With(ErrorCode.MissingRequiredField, $"type {type} needs a class name", () => Set(new FieldDefinition("x", type)));
        Refused.With(ErrorCode.InvalidClassName, () => Set(new FieldDefinition("x", type, "a b")));
    }

    [Fact]
    public void A_default_must_fit_its_field() => Refused.With(
        ErrorCode.IncorrectType,
        "schema mismatch for C.x default value; expected Number but got Boolean",
        () => Set(new FieldDefinition("x", FieldType.Number) { DefaultValue = BooleanValue.False }));

    [Fact]
    public void A_relation_has_no_options()
    {
        Refused.With(ErrorCode.IncorrectType, () => Set(new FieldDefinition("x", FieldType.Relation, "C") { Required = true }));
        Refused.With(ErrorCode.IncorrectType, () => Set(new FieldDefinition("x", FieldType.Relation, "C") { DefaultValue = new RelationValue("C") }));
    }

    [Fact]
    public void A_class_has_one_GeoPoint() => Refused.With(
        ErrorCode.IncorrectType, () => Set(new FieldDefinition("g", FieldType.GeoPoint), new FieldDefinition("h", FieldType.GeoPoint)));

    [Fact]
    public void A_class_has_no_more_fields_than_the_limit() => Refused.With(
        ErrorCode.ExceededQuota,
        () => SchemaEditor.Update(Snapshot, new ClassEdit("C") { SetFields = [new("x", FieldType.String)] }, Options with { Limits = new RequestLimits { FieldsPerClass = 10 } }));

    [Fact]
    public void An_index_that_exists_is_not_added() => RefusedIndex("Index byS exists, cannot update.", new IndexDefinition("byS", [new IndexKey("n")]));

    [Fact]
    public void An_index_of_a_missing_field_is_not_added() => RefusedIndex("Field x does not exist, cannot add index.", new IndexDefinition("byX", [new IndexKey("x")]));

    [Fact]
    public void An_index_without_fields_is_not_added() => RefusedIndex("Index empty has no fields.", new IndexDefinition("empty", []));

    [Theory]
    [InlineData("o")]
    [InlineData("r")]
    [InlineData("ACL")]
    public void What_has_no_order_is_not_indexed(string field) =>
        Refused.With(ErrorCode.InvalidQuery, () => Index(new IndexDefinition("x", [new IndexKey(field)])));

    [Fact]
    public void An_array_is_indexed_alone_and_not_uniquely()
    {
        Index(new IndexDefinition("x", [new IndexKey("a")]));
        RefusedIndex("Field a is an Array, which can only be indexed alone.", new IndexDefinition("x", [new IndexKey("a"), new IndexKey("n")]));
        RefusedIndex("Field a is an Array, whose index cannot be unique.", new IndexDefinition("x", [new IndexKey("a")], Unique: true));
    }

    [Fact]
    public void A_missing_index_is_not_deleted() => Refused.With(
        ErrorCode.InvalidQuery, () => SchemaEditor.Update(Snapshot, new ClassEdit("C") { DeleteIndexes = ["x"] }, Options));

    [Fact]
    public void A_field_takes_its_indexes_with_it() =>
        Assert.Empty(SchemaEditor.Update(Snapshot, new ClassEdit("C") { DeleteFields = ["s"] }, Options).Find("C")!.Indexes);

    [Fact]
    public void A_field_may_be_deleted_and_added_with_another_type() => Assert.Equal(
        FieldType.Number,
        SchemaEditor.Update(Snapshot, new ClassEdit("C") { DeleteFields = ["s"], SetFields = [new("s", FieldType.Number)] }, Options).Find("C")!.Find("s")!.Type);

    [Fact]
    public void Permissions_name_fields_that_exist() => Refused.With(
        ErrorCode.InvalidJson,
        () => SchemaEditor.Update(Snapshot, new ClassEdit("C") { Permissions = ClassLevelPermissions.Public with { ReadUserFields = ["x"] } }, Options));

    [Fact]
    public void A_write_adds_a_field_that_is_there_already_only_with_the_same_type()
    {
        Assert.Same(Snapshot, SchemaEditor.EnsureField(Snapshot, "C", new FieldDefinition("s", FieldType.String), Options));
        Refused.With(
            ErrorCode.IncorrectType,
            "schema mismatch for C.s; expected String but got Number",
            () => SchemaEditor.EnsureField(Snapshot, "C", new FieldDefinition("s", FieldType.Number), Options));
        Assert.Equal(["D"], SchemaEditor.EnsureField(Snapshot, "C", new FieldDefinition("a", FieldType.Array) { PointedClasses = ["D"] }, Options).Find("C")!.Find("a")!.PointedClasses);
    }

    [Fact]
    public void New_classes_have_the_permissions_of_the_app()
    {
        Assert.Same(ClassLevelPermissions.Protected, Snapshot.Find("C")!.Permissions);
        var open = SchemaEditor.Create(Snapshot, new ClassEdit("D"), Options with { DefaultClassLevelPermissions = DefaultPermissions.Public });
        Assert.Same(ClassLevelPermissions.Public, open.Find("D")!.Permissions);
    }

    private static SchemaSnapshot Set(params ImmutableArray<FieldDefinition> fields) => SchemaEditor.Update(Snapshot, new ClassEdit("C") { SetFields = fields }, Options);

    private static SchemaSnapshot Index(IndexDefinition index) => SchemaEditor.Update(Snapshot, new ClassEdit("C") { AddIndexes = [index] }, Options);

    private static void RefusedIndex(string message, IndexDefinition index) => Refused.With(ErrorCode.InvalidQuery, message, () => Index(index));
}
