using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Schema.Changes;
using BackendInfra.Core.Values;
using Xunit;

namespace BackendInfra.Core.Tests.Schema;

/// <summary>Differences between classes, and definitions that are applied to classes.</summary>
public sealed class ClassDiffTests
{
    private static readonly AppOptions Options = new();
    private static readonly SchemaSnapshot Empty = SystemClasses.EnsureIn(new SchemaSnapshot("app", 1, []));

    private static readonly ClassEdit Product = new("Product")
    {
        SetFields =
        [
            new("name", FieldType.String) { Required = true },
            new("price", FieldType.Number) { Required = true, DefaultValue = new NumberValue(0) },
            new("note", FieldType.String),
            new("owner", FieldType.Pointer, "_User"),
        ],
        AddIndexes = [new("byName", [new IndexKey("name")], Unique: true)],
        Permissions = ClassLevelPermissions.Public,
    };

    public static TheoryData<string, string> Edits => new()
    {
        { "nothing", "" },
        { "optional field", "Safe FIELD_ADDED Product.color" },
        { "required field", "Breaking REQUIRED_FIELD_ADDED Product.color" },
        { "required field with default", "Safe FIELD_ADDED Product.color" },
        { "no note", "Breaking FIELD_REMOVED Product.note!" },
        { "note is a number", "Breaking FIELD_TYPE_CHANGED Product.note!" },
        { "note is required", "Breaking FIELD_REQUIRED Product.note" },
        { "name is optional", "Dangerous FIELD_OPTIONAL Product.name" },
        { "price defaults to 1", "Dangerous DEFAULT_CHANGED Product.price" },
        { "price without default", "Breaking DEFAULT_CHANGED Product.price" },
        { "no index", "Dangerous UNIQUE_INDEX_REMOVED Product.byName" },
        { "index by price", "Safe INDEX_ADDED Product.byPrice" },
        { "index is not unique", "Dangerous INDEX_CHANGED Product.byName" },
        { "find is closed", "Breaking PERMISSION_REMOVED Product.find" },
        { "note is protected", "Breaking FIELD_PROTECTED Product.note" },
        { "default ACL", "Dangerous DEFAULT_ACL_CHANGED Product.ACL" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void A_change_of_a_class_has_its_severity(string edit, string expected)
    {
        var before = Of(Product);
        var after = new SchemaDefinition([Edited(edit)]).ApplyTo(before, Options);

        var changes = ClassDiff.Between(before, after);
        Assert.Equal(expected.Split(", ", StringSplitOptions.RemoveEmptyEntries), changes.Select(Text));

        // The way back ends where it began, and there is nothing to do twice.
        Assert.Empty(ClassDiff.Between(before, new SchemaDefinition([Product]).ApplyTo(after, Options)));
        Assert.Same(after, new SchemaDefinition([Edited(edit)]).ApplyTo(after, Options));
    }

    [Fact]
    public void Permissions_that_are_opened_are_dangerous_and_closed_ones_break()
    {
        var closed = Of(Product with { Permissions = ClassLevelPermissions.Protected });
        var users = Of(Product with { Permissions = With(OperationRule.Closed with { Subjects = OperationRule.Closed.Subjects.Add(OperationRule.Authenticated) }) });
        var role = Of(Product with { Permissions = With(OperationRule.Closed with { Subjects = OperationRule.Closed.Subjects.Add("role:admin"), PointerFields = OperationRule.Closed.PointerFields.Add("owner") }) });
        var everybody = Of(Product with { Permissions = With(OperationRule.Public) });

        Assert.Equal(["Product.find is opened to all users."], Messages(closed, users));
        Assert.Equal(["Product.find is closed to role:admin, the users named in owner."], Messages(role, closed));
        Assert.Equal(["Product.find is opened to all users."], Messages(role, users));
        Assert.Equal(["Product.find is closed to everybody."], Messages(everybody, users));
        Assert.Equal(["Product.find is opened to everybody."], Messages(users, everybody));

        static ClassLevelPermissions With(OperationRule rule) =>
            ClassLevelPermissions.Protected with { Rules = ClassLevelPermissions.Protected.Rules.SetItem(ClassOperation.Find, rule) };
        static IEnumerable<string> Messages(SchemaSnapshot before, SchemaSnapshot after) => ClassDiff.Between(before, after).Select(change => change.Message);
    }

    [Fact]
    public void Classes_without_a_definition_stay_unless_they_are_pruned()
    {
        var snapshot = Of(Product, new ClassEdit("Old"));
        var definition = new SchemaDefinition([Product]);

        Assert.Same(snapshot, definition.ApplyTo(snapshot, Options));
        Assert.Equal(["Old"], definition.Undefined(snapshot));
        Assert.Equal(["Breaking CLASS_REMOVED Old!"], ClassDiff.Between(snapshot, (definition with { Prune = true }).ApplyTo(snapshot, Options)).Select(Text));
    }

    [Fact]
    public void A_definition_of_a_system_class_adds_to_it_and_takes_nothing()
    {
        var user = new ClassEdit("_User") { SetFields = [new("nickname", FieldType.String), new("username", FieldType.Number), new("objectId", FieldType.String)] };

        var after = new SchemaDefinition([user]).ApplyTo(Empty, Options);

        Assert.Equal(["Safe FIELD_ADDED _User.nickname"], ClassDiff.Between(Empty, after).Select(Text));
        Assert.Equal(["Breaking FIELD_REMOVED _User.nickname!"], ClassDiff.Between(after, new SchemaDefinition([new ClassEdit("_User")]).ApplyTo(after, Options)).Select(Text));
    }

    [Fact]
    public void A_class_is_defined_once() =>
        Refused.With(ErrorCode.InvalidClassName, "Class Product is defined twice.", () => new SchemaDefinition([Product, Product]).ApplyTo(Empty, Options));

    private static string Text(SchemaChangeItem change) => $"{change.Severity} {change.Kind} {change.Path}{(change.LosesData ? "!" : "")}";

    private static SchemaSnapshot Of(params ClassEdit[] classes) => new SchemaDefinition([.. classes]).ApplyTo(Empty, Options);

    private static ClassEdit Edited(string edit) => edit switch
    {
        "optional field" => With(new("color", FieldType.String)),
        "required field" => With(new("color", FieldType.String) { Required = true }),
        "required field with default" => With(new("color", FieldType.String) { Required = true, DefaultValue = new StringValue("red") }),
        "no note" => Product with { SetFields = [.. Product.SetFields.Where(field => field.Name != "note")] },
        "note is a number" => With(new("note", FieldType.Number)),
        "note is required" => With(new("note", FieldType.String) { Required = true }),
        "name is optional" => With(new("name", FieldType.String)),
        "price defaults to 1" => With(new("price", FieldType.Number) { Required = true, DefaultValue = new NumberValue(1) }),
        "price without default" => With(new("price", FieldType.Number) { Required = true }),
        "no index" => Product with { AddIndexes = [] },
        "index by price" => Product with { AddIndexes = [.. Product.AddIndexes, new("byPrice", [new IndexKey("price")])] },
        "index is not unique" => Product with { AddIndexes = [new("byName", [new IndexKey("name")])] },
        "find is closed" => Product with { Permissions = ClassLevelPermissions.Public with { Rules = ClassLevelPermissions.Public.Rules.SetItem(ClassOperation.Find, OperationRule.Closed) } },
        "note is protected" => Product with { Permissions = ClassLevelPermissions.Public with { ProtectedFields = ClassLevelPermissions.Public.ProtectedFields.SetItem("*", ["note"]) } },
        "default ACL" => Product with { Permissions = ClassLevelPermissions.Public with { DefaultAcl = Acl.FromJson(System.Text.Json.JsonElement.Parse("""{"role:admin":{"read":true}}""")) } },
        _ => Product,
    };

    private static ClassEdit With(FieldDefinition field) => Product with { SetFields = [.. Product.SetFields.Where(known => known.Name != field.Name), field] };
}
