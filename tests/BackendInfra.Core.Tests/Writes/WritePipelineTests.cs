using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Core.Tests.Writes;

public sealed class WritePipelineTests
{
    private static readonly DateTimeOffset Now = new(2024, 6, 1, 12, 0, 0, 5, TimeSpan.Zero);
    private static readonly AppOptions Options = new();
    private static readonly StringValue Text = new("x");

    private readonly FakeStore _store = new(SchemaEditor.Create(
        new SchemaSnapshot("app", 1, []),
        new ClassEdit("C")
        {
            Permissions = ClassLevelPermissions.Public with { ProtectedFields = ClassLevelPermissions.Public.ProtectedFields.SetItem("*", ["secret"]) },
            SetFields =
            [
                new("s", FieldType.String), new("n", FieldType.Number), new("o", FieldType.Object), new("a", FieldType.Array), new("r", FieldType.Relation, "D"),
                new("kind", FieldType.String) { DefaultValue = new StringValue("plain"), Required = true },
                new("secret", FieldType.Number) { DefaultValue = new NumberValue(1) },
            ],
        },
        Options));

    [Fact]
    public async Task A_create_has_an_id_its_instant_in_milliseconds_and_its_defaults()
    {
        var outcome = await RunAsync(Create(Set("s", Text)));
        Assert.Equal(10, outcome.ObjectId.Length);
        Assert.Equal(Now, Assert.Single(_store.Writes).Now);
        Assert.Equal(["kind", "secret"], outcome.Changed.Select(c => c.Field.Name));
        Assert.Equal(0, _store.Transactions);
    }

    [Fact]
    public async Task Defaults_of_hidden_fields_are_not_told() =>
        Assert.Equal(["kind"], (await RunAsync(Create(), principal: Principal.Anonymous)).Changed.Select(c => c.Field.Name));

    [Fact]
    public async Task A_value_that_is_sent_or_deleted_decides_about_the_default()
    {
        Assert.DoesNotContain("kind", (await RunAsync(Create(Set("kind", Text)))).Changed.Select(c => c.Field.Name));
        Assert.Contains("kind", (await RunAsync(Create(new FieldChange("kind", DeleteOperation.Instance)))).Changed.Select(c => c.Field.Name));
    }

    [Fact]
    public async Task Operations_of_a_create_become_values()
    {
        await RunAsync(Create(
            new("n", new IncrementOperation(2)),
            new("a", new AddUniqueOperation([Text, Text])),
            new("b", new RemoveOperation([Text])),
            new("s", new SetOnInsertOperation(Text)),
            new("gone", DeleteOperation.Instance)));
        var changes = _store.Writes[0].Plan.Changes.ToDictionary(c => c.Field, c => ((SetOperation)c.Operation).Value);
        Assert.Equal(new NumberValue(2), changes["n"]);
        Assert.Equal(new ArrayValue([Text]), changes["a"]);
        Assert.Equal(ArrayValue.Empty, changes["b"]);
        Assert.Equal(Text, changes["s"]);
        Assert.False(changes.ContainsKey("gone"));
    }

    [Fact]
    public async Task Only_an_update_returns_what_its_operations_made()
    {
        await RunAsync(Update(Set("s", Text), new("n", new IncrementOperation(1)), new("o", ["a"], new SetOperation(Text)), new("o", ["b"], DeleteOperation.Instance)));
        Assert.Equal(["n", "o"], _store.Writes[0].Returning.Select(field => field.Name));
    }

    [Fact]
    public async Task New_fields_are_added_with_the_write_in_one_transaction()
    {
        await RunAsync(Create(Set("title", Text), new("list", new AddOperation([new PointerValue("E", "x")])), new("friends", new RelationOperation("C", ["x"], []))));
        Assert.Equal(1, _store.Transactions);
        var schema = _store.Schema.Find("C")!;
        Assert.Equal("String", schema.Find("title")!.TypeName);
        Assert.Equal(["E"], schema.Find("list")!.PointedClasses);
        Assert.Equal("Relation<C>", schema.Find("friends")!.TypeName);
    }

    [Fact]
    public async Task A_value_of_another_type_is_refused()
    {
        var refusal = await RefusedAsync(ErrorCode.IncorrectType, Create(Set("s", new NumberValue(1))));
        Assert.Equal("schema mismatch for C.s; expected String but got Number", refusal.Message);
        await RefusedAsync(ErrorCode.IncorrectType, Update(new FieldChange("s", new IncrementOperation(1))));
        await RefusedAsync(ErrorCode.IncorrectType, Update(new FieldChange("n", new AddOperation([Text]))));
        await RefusedAsync(ErrorCode.IncorrectType, Update(new FieldChange("r", new RelationOperation("E", ["x"], []))));
        await RefusedAsync(ErrorCode.IncorrectType, Update(new FieldChange("n", ["a"], new SetOperation(Text))));
        Assert.Empty(_store.Writes);
    }

    [Fact]
    public async Task A_required_field_is_neither_left_out_nor_cleared()
    {
        _store.ChangeRequired("s");
        Assert.Equal("s is required", (await RefusedAsync(ErrorCode.ValidationError, Create())).Message);
        await RefusedAsync(ErrorCode.ValidationError, Update(new FieldChange("s", DeleteOperation.Instance)));
        await RunAsync(Update(Set("n", new NumberValue(1))));
    }

    [Theory]
    [InlineData("objectId")]
    [InlineData("createdAt")]
    [InlineData("updatedAt")]
    [InlineData("_rperm")]
    [InlineData("constructor")]
    [InlineData("a b")]
    public async Task System_and_denied_fields_are_refused(string field) => await RefusedAsync(ErrorCode.InvalidKeyName, Update(Set(field, Text)));

    [Theory]
    [InlineData("__proto__", ErrorCode.InvalidKeyName)]
    [InlineData("__type", ErrorCode.InvalidKeyName)]
    [InlineData("", ErrorCode.InvalidKeyName)]
    [InlineData("a\0", ErrorCode.InvalidKeyName)]
    [InlineData("$a", ErrorCode.InvalidNestedKey)]
    [InlineData("a.b", ErrorCode.InvalidNestedKey)]
    public async Task Keys_that_no_object_may_have_are_refused_inside_one(string key, ErrorCode code) =>
        await RefusedAsync(code, Update(new FieldChange("o", ["x", key], new SetOperation(Text))));

    [Fact]
    public async Task Nothing_is_written_deeper_than_it_can_be_read()
    {
        ImmutableArray<string> deep = [.. Enumerable.Repeat("a", 99)];
        await RunAsync(Update(new FieldChange("o", deep, new SetOperation(Text))));
        await RefusedAsync(ErrorCode.InvalidJson, Update(new FieldChange("o", deep, new SetOperation(ArrayValue.Empty))));
        await RefusedAsync(ErrorCode.InvalidJson, Update(new FieldChange("o", deep.Add("a"), new SetOperation(Text))));
    }

    [Fact]
    public async Task Changes_do_not_overlap()
    {
        var whole = Set("o", ObjectValue.Empty);
        FieldChange inner = new("o", ["a"], new SetOperation(Text)), deeper = new("o", ["a", "b"], new SetOperation(Text));
        await RefusedAsync(ErrorCode.InvalidKeyName, Update(whole, whole));
        await RefusedAsync(ErrorCode.InvalidKeyName, Update(whole, inner));
        await RefusedAsync(ErrorCode.InvalidKeyName, Update(inner, whole));
        await RefusedAsync(ErrorCode.InvalidKeyName, Update(inner, deeper));
        await RefusedAsync(ErrorCode.InvalidKeyName, Update(deeper, inner));
        await RunAsync(Update(deeper, new FieldChange("o", ["a", "c"], DeleteOperation.Instance)));
    }

    [Fact]
    public async Task Only_values_Increment_and_Delete_go_inside_an_object() =>
        await RefusedAsync(ErrorCode.InvalidJson, Update(new FieldChange("o", ["a"], new AddOperation([Text]))));

    [Fact]
    public async Task The_master_key_makes_a_class_by_writing_to_it()
    {
        await RunAsync(Create(Set("s", Text)) with { ClassName = "New" });
        Assert.NotNull(_store.Schema.Find("New"));
        await RefusedAsync(ErrorCode.ObjectNotFound, Update(Set("s", Text)) with { ClassName = "Other" });
        Assert.Null(_store.Schema.Find("Other"));
    }

    [Fact]
    public async Task A_client_makes_no_class_that_would_be_closed_to_it()
    {
        var plan = Create(Set("s", Text)) with { ClassName = "New" };
        foreach (var options in new[] { Options, Options with { AllowClientClassCreation = true }, Options with { DefaultClassLevelPermissions = DefaultPermissions.Public } })
            await RefusedAsync(ErrorCode.OperationForbidden, plan, Principal.Anonymous, options);
        Assert.Null(_store.Schema.Find("New"));
        await RunAsync(plan, Principal.Anonymous, Options with { AllowClientClassCreation = true, DefaultClassLevelPermissions = DefaultPermissions.Public });
    }

    [Fact]
    public async Task A_client_needs_the_right_to_add_fields()
    {
        await _store.ChangeSchemaAsync(
            snapshot => snapshot.With(snapshot.Find("C")! with { Permissions = ClassLevelPermissions.Public with { Rules = ClassLevelPermissions.Public.Rules.SetItem(ClassOperation.AddField, OperationRule.Closed) } }),
            CancellationToken.None);
        await RefusedAsync(ErrorCode.OperationForbidden, Create(Set("title", Text)), Principal.Anonymous);
        await RunAsync(Create(Set("s", Text)), Principal.Anonymous);
    }

    [Fact]
    public async Task The_read_only_master_key_writes_nothing() => await RefusedAsync(ErrorCode.OperationForbidden, Create(), Principal.ReadOnlyMaster);

    [Fact]
    public async Task An_object_that_is_missing_or_not_writable_is_not_found()
    {
        _store.Finds = false;
        await RefusedAsync(ErrorCode.ObjectNotFound, Update(Set("s", Text)), Principal.Anonymous);
        await RefusedAsync(ErrorCode.ObjectNotFound, new WritePlan(WriteKind.Delete, "C", "a/b"), Principal.Anonymous);
    }

    [Fact]
    public async Task A_client_chooses_an_id_only_where_the_app_allows_it()
    {
        await RefusedAsync(ErrorCode.InvalidKeyName, Create() with { ObjectId = "mine" });
        await RunAsync(Create() with { ObjectId = "mine" }, options: Options with { AllowCustomObjectId = true });
        await RefusedAsync(ErrorCode.MissingObjectId, Create() with { ObjectId = "role:Admin" }, options: Options with { AllowCustomObjectId = true });
    }

    [Fact]
    public async Task A_write_is_made_anew_when_the_schema_changed_meanwhile()
    {
        _store.Failure = new SchemaChangedException(new InvalidOperationException());
        await RunAsync(Update(Set("s", Text)));
        Assert.Single(_store.Writes);
    }

    [Fact]
    public async Task A_refused_write_leaves_no_field()
    {
        _store.Failure = new ParseException(ErrorCode.DuplicateValue, "duplicate");
        await RefusedAsync(ErrorCode.DuplicateValue, Create(Set("title", Text)));
        Assert.Null(_store.Schema.Find("C")!.Find("title"));
    }

    private Task<WriteOutcome> RunAsync(WritePlan plan, Principal? principal = null, AppOptions? options = null)
    {
        var app = new App("app", "app", "app", new AppKeys("", "", "", "", "", "", "", ""), options ?? Options);
        return new WritePipeline(_store, _store, NoPasswords.Changes, NoTriggers.Instance, NoMails.Instance, new Clock()).RunAsync(app, principal ?? Principal.Master, plan, CancellationToken.None);
    }

    private Task<ParseException> RefusedAsync(ErrorCode code, WritePlan plan, Principal? principal = null, AppOptions? options = null) =>
        Refused.WithAsync(code, () => RunAsync(plan, principal, options));

    private static WritePlan Create(params FieldChange[] changes) => new(WriteKind.Create, "C") { Changes = [.. changes] };

    private static WritePlan Update(params FieldChange[] changes) => new(WriteKind.Update, "C", "x") { Changes = [.. changes] };

    private static FieldChange Set(string field, ParseValue value) => new(field, new SetOperation(value));

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now.AddTicks(1234);
    }
}
