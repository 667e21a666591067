using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using Xunit;

namespace BackendInfra.Core.Tests.Permissions;

public sealed class AccessGateTests
{
    private static readonly Principal Anna = Principal.User("anna", ["Staff"]);

    [Fact]
    public void A_protected_class_is_closed_to_all_but_the_master_key()
    {
        var schema = new ClassSchema("C");
        foreach (var operation in ClassOperations.All)
        {
            Refused.With(ErrorCode.OperationForbidden, $"Permission denied for action {ClassOperations.Name(operation)} on class C.", () => AccessGate.Require(schema, operation, Principal.Anonymous));
            Refused.With(ErrorCode.OperationForbidden, () => AccessGate.Require(schema, operation, Anna));
            AccessGate.Require(schema, operation, Principal.Master);
            AccessGate.Require(schema, operation, Principal.ReadOnlyMaster);
        }
    }

    [Theory]
    [InlineData("*", true, true)]
    [InlineData("anna", false, true)]
    [InlineData("role:Staff", false, true)]
    [InlineData("role:Other", false, false)]
    [InlineData("bob", false, false)]
    public void A_rule_opens_an_operation_to_its_subjects(string subject, bool anonymous, bool anna)
    {
        var schema = With(ClassOperation.Get, subject);
        Assert.Equal(anonymous, AccessGate.Refusal(schema, ClassOperation.Get, Principal.Anonymous) is null);
        Assert.Equal(anna, AccessGate.Refusal(schema, ClassOperation.Get, Anna) is null);
        Assert.NotNull(AccessGate.Refusal(schema, ClassOperation.Find, Anna));
    }

    [Fact]
    public void Who_is_not_signed_in_is_told_to_be_where_that_would_help()
    {
        var schema = With(ClassOperation.Find, OperationRule.Authenticated);
        Refused.With(ErrorCode.ObjectNotFound, "Permission denied, user needs to be authenticated.", () => AccessGate.Require(schema, ClassOperation.Find, Principal.Anonymous));
        AccessGate.Require(schema, ClassOperation.Find, Anna);
    }

    [Fact]
    public void The_read_only_master_key_writes_nothing() =>
        Refused.With(ErrorCode.OperationForbidden, () => AccessGate.RequireWriter(Principal.ReadOnlyMaster, "create"));

    [Fact]
    public void A_field_is_hidden_when_every_group_of_the_caller_hides_it()
    {
        var schema = new ClassSchema("C")
        {
            Permissions = ClassLevelPermissions.Public with
            {
                ProtectedFields = Groups(("*", "a,b"), ("authenticated", "b,c"), ("role:Staff", "b"), ("bob", "x")),
            },
        };
        Assert.Equal(["a", "b"], Hidden(schema, Principal.Anonymous));
        Assert.Equal(["b"], Hidden(schema, Principal.User("bobby", [])));
        Assert.Equal(["b"], Hidden(schema, Anna));
        Assert.Empty(Hidden(schema, Principal.User("bob", [])));
        Assert.Empty(Hidden(schema, Principal.Master));
    }

    [Fact]
    public void A_group_of_a_user_field_shows_what_it_does_not_hide_in_rows_that_name_the_caller()
    {
        var schema = Owned(("*", "a,b"), ("userField:owner", "b"));
        var visible = FieldVisibility.Of(schema, Anna);
        Assert.Equal(new CallerFilter(schema.Find("owner")!), visible.ConditionOf("a"));
        Assert.Equal(Filter.None, visible.ConditionOf("b"));
        Assert.Equal(["a", "b"], Hidden(schema, Principal.Anonymous));
        Assert.True(visible.IsRestricted("a"));
    }

    [Fact]
    public void A_group_of_a_user_field_alone_hides_only_in_rows_that_name_the_caller()
    {
        var schema = Owned(("userField:owner", "a"), ("userField:team", ""));
        Assert.False(Shows("a", new PointerValue("_User", "anna"), []));
        Assert.True(Shows("a", new PointerValue("_User", "bob"), []));
        Assert.True(Shows("a", new PointerValue("_User", "anna"), [new PointerValue("_User", "anna")]));
        Assert.Null(FieldVisibility.Of(schema, Anna).ConditionOf("b"));
        Assert.Null(FieldVisibility.Of(schema, Principal.Anonymous).ConditionOf("a"));

        bool Shows(string field, ParseValue owner, ImmutableArray<ParseValue> team) =>
            new FilterEvaluator(FieldVisibility.Of(schema, Anna).ConditionOf(field)!, callerId: "anna").Matches(Row(owner, team));
    }

    [Theory]
    [InlineData(ClassOperation.Find)]
    [InlineData(ClassOperation.Update)]
    public void Pointer_permissions_let_everybody_ask_and_restrict_the_rows(ClassOperation operation)
    {
        var schema = Owned() with
        {
            Permissions = new ClassLevelPermissions { Rules = ClassLevelPermissions.Protected.Rules.SetItem(operation, OperationRule.Closed with { PointerFields = ["owner"], Subjects = ["role:Chief"] }) },
        };
        Assert.Null(AccessGate.Refusal(schema, operation, Principal.Anonymous));
        Assert.Equal(Filter.None, PointerPermissions.Rows(schema, operation, Principal.Anonymous));
        Assert.Equal(new CallerFilter(schema.Find("owner")!), PointerPermissions.Rows(schema, operation, Anna));
        Assert.Equal(Filter.All, PointerPermissions.Rows(schema, operation, Principal.User("x", ["Chief"])));
        Assert.Equal(Filter.All, PointerPermissions.Rows(schema, operation, Principal.Master));
    }

    [Fact]
    public void Pointer_permissions_never_open_a_create()
    {
        var schema = Owned() with
        {
            Permissions = new ClassLevelPermissions { WriteUserFields = ["owner"], Rules = ClassLevelPermissions.Protected.Rules.SetItem(ClassOperation.Create, OperationRule.Closed with { PointerFields = ["owner"] }) },
        };
        Refused.With(ErrorCode.OperationForbidden, () => AccessGate.Require(schema, ClassOperation.Create, Anna));
        AccessGate.Require(schema, ClassOperation.Delete, Anna);
    }

    [Fact]
    public void Only_the_master_key_reads_rows_whatever_their_ACL()
    {
        var plan = new ReadPlan(new ClassSchema("C") { Permissions = ClassLevelPermissions.Public });
        Assert.Equal(RowAccess.ByAcl, AccessGate.Authorize(plan, Anna).RootAccess);
        Assert.Equal(RowAccess.ByAcl, AccessGate.Authorize(plan, Anna).NestedAccess);
        Assert.Equal(RowAccess.All, AccessGate.Authorize(plan, Principal.Master).NestedAccess);
        Assert.Equal(RowAccess.All, AccessGate.AuthorizeOwnWrite(plan, Anna).RootAccess);
        Assert.Equal(RowAccess.ByAcl, AccessGate.AuthorizeOwnWrite(plan, Anna).NestedAccess);
    }

    [Fact]
    public void A_count_needs_its_own_permission()
    {
        var plan = new ReadPlan(With(ClassOperation.Find, "*"));
        AccessGate.Authorize(plan, Anna);
        Refused.With(ErrorCode.OperationForbidden, () => AccessGate.Authorize(plan with { ReturnsTotal = true }, Anna));
        AccessGate.Authorize(new ReadPlan(With(ClassOperation.Count, "*")) { ReturnsRows = false, ReturnsTotal = true }, Anna);
    }

    private static IEnumerable<string> Hidden(ClassSchema schema, Principal principal) => FieldVisibility.Of(schema, principal).Hidden;

    private static ClassSchema Owned(params (string Group, string Fields)[] groups) =>
        new ClassSchema("C") { Permissions = ClassLevelPermissions.Public with { ProtectedFields = Groups(groups) } }
            .With(new FieldDefinition("a", FieldType.String))
            .With(new FieldDefinition("b", FieldType.String))
            .With(new FieldDefinition("owner", FieldType.Pointer, "_User"))
            .With(new FieldDefinition("team", FieldType.Array));

    private static ObjectState Row(ParseValue owner, ImmutableArray<ParseValue> team) =>
        new("id", default, default, new Dictionary<string, ParseValue> { ["owner"] = owner, ["team"] = new ArrayValue(team) });

    private static ClassSchema With(ClassOperation operation, string subject) => new("C")
    {
        Permissions = new ClassLevelPermissions { Rules = ClassLevelPermissions.Protected.Rules.SetItem(operation, OperationRule.Closed with { Subjects = [subject] }) },
    };

    private static ImmutableSortedDictionary<string, ImmutableSortedSet<string>> Groups(params (string Group, string Fields)[] groups) =>
        groups.ToImmutableSortedDictionary(g => g.Group, g => g.Fields.Split(',', StringSplitOptions.RemoveEmptyEntries).ToImmutableSortedSet(StringComparer.Ordinal), StringComparer.Ordinal);
}
