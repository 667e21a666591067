using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using Xunit;

namespace BackendInfra.Core.Tests.Permissions;

/// <summary>A class whose field <c>secret</c> is protected, one that is closed, and plans that touch them everywhere.</summary>
public sealed class ReadGateTests
{
    private static readonly ClassSchema Closed = new("Closed");

    private static readonly ClassSchema Open = new ClassSchema("Open") { Permissions = Hiding("secret", "hiddenPointer", "hiddenRelation") }
        .With(new FieldDefinition("secret", FieldType.Object))
        .With(new FieldDefinition("list", FieldType.Array))
        .With(new FieldDefinition("name", FieldType.String))
        .With(new FieldDefinition("closed", FieldType.Pointer, "Closed"))
        .With(new FieldDefinition("open", FieldType.Pointer, "Open"))
        .With(new FieldDefinition("hiddenPointer", FieldType.Pointer, "Open"))
        .With(new FieldDefinition("closedMembers", FieldType.Relation, "Closed"))
        .With(new FieldDefinition("members", FieldType.Relation, "Open"))
        .With(new FieldDefinition("hiddenRelation", FieldType.Relation, "Open"));

    private static readonly Operand One = Operand.Of(1);
    private static readonly FieldPath Secret = FieldPath.Parse(Open, "secret");
    private static readonly FieldPath Name = FieldPath.Parse(Open, "name");

    private static readonly GeoPointValue Place = new(1, 2);

    private static readonly Dictionary<string, Filter> FiltersOnSecret = new()
    {
        ["comparison"] = new ComparisonFilter(Secret, ComparisonOperator.Equal, One),
        ["nested path"] = new ComparisonFilter(FieldPath.Parse(Open, "secret.a.b"), ComparisonOperator.Equal, One),
        ["in"] = new InFilter(Secret, [One]),
        ["exists"] = new ExistsFilter(Secret),
        ["regex"] = new RegexFilter(Secret, "a", ""),
        ["contains all"] = new ContainsAllFilter(Secret, [One]),
        ["contained by"] = new ContainedByFilter(Secret, [One]),
        ["and"] = new AndFilter([new ExistsFilter(Name), new ExistsFilter(Secret)]),
        ["or"] = new OrFilter([new ExistsFilter(Name), new ExistsFilter(Secret)]),
        ["not"] = new NotFilter(new NotFilter(new ExistsFilter(Secret))),
        ["in query's path"] = new InQueryFilter(FieldPath.Parse(Open, "hiddenPointer"), new ReadPlan(Open)),
        ["in query's where"] = new InQueryFilter(FieldPath.Parse(Open, "open"), new ReadPlan(Open) { Where = new ExistsFilter(Secret) }),
        ["in query's order"] = new InQueryFilter(FieldPath.Parse(Open, "open"), new ReadPlan(Open) { Order = [new SortKey(Secret)] }),
        ["select's path"] = new SelectFilter(Secret, new ReadPlan(Open), Name),
        ["select's key"] = new SelectFilter(Name, new ReadPlan(Open), Secret),
        ["select's where"] = new SelectFilter(Name, new ReadPlan(Open) { Where = new ExistsFilter(Secret) }, Name),
        ["count's path"] = new MemberCountFilter(FieldPath.Parse(Open, "hiddenRelation"), new ReadPlan(Open), ComparisonOperator.Equal, One),
        ["count's where"] = new MemberCountFilter(FieldPath.Parse(Open, "members"), new ReadPlan(Open) { Where = new ExistsFilter(Secret) }, ComparisonOperator.Equal, One),
        ["text"] = new TextFilter(Secret, One, TextLanguage.English),
        ["near"] = new NearFilter(Secret, Place, 1, Sorts: false),
        ["box"] = new BoxFilter(Secret, Place, Place),
        ["within polygon"] = new WithinPolygonFilter(Secret, new PolygonValue([Place, Place])),
        ["polygon contains"] = new PolygonContainsFilter(Secret, Place),
        ["related to"] = new RelatedToFilter(Open, Open.Find("hiddenRelation")!, Operand.Of(new StringValue("x"))),
    };

    public static TheoryData<string> Kinds => [.. FiltersOnSecret.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_protected_field_is_refused_in_every_kind_of_condition(string kind)
    {
        var plan = new ReadPlan(Open) { Where = FiltersOnSecret[kind] };
        var refusal = Refused.With(ErrorCode.OperationForbidden, () => AccessGate.Authorize(plan, Principal.Anonymous));
        Assert.StartsWith("This user is not allowed to query ", refusal.Message, StringComparison.Ordinal);
        Refused.With(ErrorCode.OperationForbidden, () => AccessGate.AuthorizeOwnWrite(plan, Principal.Anonymous));
        AccessGate.Authorize(plan, Principal.Master);
    }

    [Fact]
    public void Every_kind_of_condition_is_checked() =>
        Assert.Empty(typeof(Filter).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Filter)) && !type.IsAbstract && type != typeof(CallerFilter)).Except(FiltersOnSecret.Values.SelectMany(AllOf).Select(f => f.GetType())));

    [Fact]
    public void A_protected_field_is_refused_in_an_order() =>
        Refused.With(ErrorCode.OperationForbidden, "This user is not allowed to query secret on class Open", () => AccessGate.Authorize(new ReadPlan(Open) { Order = [new SortKey(Secret)] }, Principal.Anonymous));

    [Fact]
    public void An_order_through_others_needs_what_a_condition_on_them_would()
    {
        SortStep Step(string field, ClassSchema target) => new(Open.Find(field)!, target);
        (ImmutableArray<SortStep> Via, FieldPath Path)[] refused =
        [
            ([Step("closed", Closed)], FieldPath.Of(FieldDefinition.CreatedAt)),
            ([Step("closedMembers", Closed)], FieldPath.Of(FieldDefinition.ObjectId)),
            ([Step("hiddenPointer", Open)], Name),
            ([Step("hiddenRelation", Open)], FieldPath.Of(FieldDefinition.ObjectId)),
            ([Step("open", Open)], Secret),
            ([Step("open", Open), Step("open", Open)], Secret),
        ];
        foreach (var (via, path) in refused)
            Refused.With(ErrorCode.OperationForbidden, () => AccessGate.Authorize(new ReadPlan(Open) { Order = [new SortKey(Name), new SortKey(path) { Via = via }] }, Principal.Anonymous));
        AccessGate.Authorize(new ReadPlan(Open) { Order = [new SortKey(Name) { Via = [Step("open", Open)] }, new SortKey(FieldPath.Of(FieldDefinition.ObjectId)) { Via = [Step("members", Open)] }] }, Principal.Anonymous);
    }

    [Fact]
    public void Distinct_values_of_a_protected_field_are_refused() =>
        Refused.With(ErrorCode.OperationForbidden, () => AccessGate.Authorize(new ReadPlan(Open) { DistinctOn = [Name, Secret] }, Principal.Anonymous));

    [Fact]
    public void Sub_queries_need_find_on_their_class_and_owners_of_relations_get()
    {
        Filter[] filters =
        [
            new InQueryFilter(FieldPath.Parse(Open, "closed"), new ReadPlan(Closed)),
            new SelectFilter(Name, new ReadPlan(Closed), FieldPath.Of(FieldDefinition.ObjectId)),
            new RelatedToFilter(Closed, new FieldDefinition("x", FieldType.Relation, "Open"), Operand.Of(new StringValue("x"))),
            new MemberCountFilter(FieldPath.Parse(Open, "closedMembers"), new ReadPlan(Closed), ComparisonOperator.Equal, One),
        ];
        foreach (var filter in filters)
            Refused.With(ErrorCode.OperationForbidden, () => AccessGate.Authorize(new ReadPlan(Open) { Where = Filter.Not(filter) }, Principal.Anonymous));
    }

    [Fact]
    public void REST_does_not_send_protected_fields_nor_what_they_include()
    {
        var selection = new RestSelection(null, [Include("hiddenPointer", Open), Include("open", Open)]);
        var authorized = (RestSelection)AccessGate.Authorize(new ReadPlan(Open) { Selection = selection }, Principal.Anonymous).Plan.Selection;
        Assert.False(authorized.Sends(Open.Find("secret")!));
        Assert.True(authorized.Sends(Open.Find("name")!));
        var include = Assert.Single(authorized.Includes);
        Assert.Equal("open", include.Field.Name);
        Assert.False(include.Targets[0].Selection.Sends(Open.Find("secret")!));
    }

    [Fact]
    public void REST_refuses_to_include_a_closed_class()
    {
        var nested = new RestSelection(null, [new RestInclude(Open.Find("open")!, [new RestIncludeTarget(Open, new RestSelection(null, [Include("closed", Closed)]))])]);
        Refused.With(ErrorCode.OperationForbidden, "Permission denied for action get on class Closed.", () => AccessGate.Authorize(new ReadPlan(Open) { Selection = nested }, Principal.Anonymous));
    }

    [Fact]
    public void GraphQL_shows_protected_fields_as_null()
    {
        var selection = Authorize(
            new FieldNode("a", Open.Find("secret")!, NonNull: true),
            new FieldNode("b", Open.Find("name")!),
            new PointerNode("c", Open.Find("hiddenPointer")!, Open, GraphSelection.Empty)).Selection;
        Assert.Equal(ConstantNode.Null("a"), selection.Nodes[0]);
        Assert.IsType<FieldNode>(selection.Nodes[1]);
        Assert.Equal(ConstantNode.Null("c"), selection.Nodes[2]);
    }

    [Fact]
    public void GraphQL_shows_closed_classes_as_null_with_an_error_at_their_path()
    {
        var inner = new GraphSelection([new PointerNode("closedOne", Open.Find("closed")!, Closed, GraphSelection.Empty)]);
        var (selection, denied) = Authorize(
            new PointerNode("p", Open.Find("open")!, Open, inner),
            Connection("members", Open, Open.Find("members")!, inner));

        Assert.Equal(ConstantNode.Null("closedOne"), ((PointerNode)selection.Nodes[0]).Selection.Nodes[0]);
        Assert.Equal(["p.closedOne", "members.edges.node.closedOne"], denied.Select(d => string.Join('.', d.Path)));
        Assert.All(denied, d => Assert.Equal(ErrorCode.OperationForbidden, d.Error.Code));
    }

    [Fact]
    public void GraphQL_denies_the_members_of_a_closed_class()
    {
        var (selection, denied) = Authorize(Connection("m", Closed, Open.Find("closedMembers")!, GraphSelection.Empty));
        Assert.IsType<ConstantNode>(selection.Nodes[0]);
        Assert.Equal("m", Assert.Single(Assert.Single(denied).Path));
    }

    [Fact]
    public void GraphQL_leaves_pointers_to_closed_classes_in_arrays_as_elements()
    {
        var array = new ArrayNode("list", Open.Find("list")!, [], [new ArrayObjectNode(Closed, GraphSelection.Empty), new ArrayObjectNode(Open, GraphSelection.Empty)]);
        var objects = ((ArrayNode)Authorize(array).Selection.Nodes[0]).Objects;
        Assert.Equal("Open", Assert.Single(objects).Target.Name);
    }

    private static (GraphSelection Selection, IReadOnlyList<DeniedNode> Denied) Authorize(params GraphNode[] nodes)
    {
        var read = AccessGate.Authorize(new ReadPlan(Open) { Selection = new GraphSelection([.. nodes]) }, Principal.Anonymous);
        return ((GraphSelection)read.Plan.Selection, read.Denied);
    }

    private static ConnectionNode Connection(string key, ClassSchema target, FieldDefinition relation, GraphSelection node) => new(key, new ReadPlan(target)
    {
        Where = new RelatedToFilter(Open, relation, null),
        Selection = new ConnectionSelection([new EdgesPart("edges", [new NodePart("node", node)])]),
    });

    private static RestInclude Include(string field, ClassSchema target) => new(Open.Find(field)!, [new RestIncludeTarget(target, RestSelection.Everything)]);

    private static IEnumerable<Filter> AllOf(Filter filter) => filter switch
    {
        AndFilter and => and.Parts.SelectMany(AllOf).Prepend(filter),
        OrFilter or => or.Parts.SelectMany(AllOf).Prepend(filter),
        NotFilter not => AllOf(not.Part).Prepend(filter),
        _ => [filter],
    };

    private static ClassLevelPermissions Hiding(params string[] fields) => ClassLevelPermissions.Public with
    {
        ProtectedFields = ClassLevelPermissions.Public.ProtectedFields.SetItem("*", fields.ToImmutableSortedSet(StringComparer.Ordinal)),
    };
}
