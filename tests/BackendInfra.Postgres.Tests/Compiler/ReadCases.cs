using System.Collections.Immutable;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Postgres.Tests.Compiler;

/// <summary>The query shapes that have a golden file each.</summary>
internal sealed class ReadCases(Shop shop)
{
    private static readonly Principal Anna = Principal.User("anna", ["Staff"]);

    public static IEnumerable<string> Names => Build(null).Keys;

    public (ReadPlan Plan, Principal Principal) this[string name] => Build(this)[name]();

    private static Dictionary<string, Func<(ReadPlan, Principal)>> Build(ReadCases? c) => new()
    {
        ["get"] = () => (c!.Products() with { Operation = ClassOperation.Get, Where = c.Field("objectId", ComparisonOperator.Equal, "p1"), Selection = RestSelection.Everything }, Principal.Master),
        ["get-anonymous"] = () => (c!.Products() with { Operation = ClassOperation.Get, Where = c.Field("objectId", ComparisonOperator.Equal, "p3"), Selection = RestSelection.Everything }, Principal.Anonymous),
        ["page-by-creation"] = () => (c!.Products() with { Limit = Operand.Of(2) }, Principal.Master),
        ["page-ordered"] = () => (c!.Products() with { Order = [c.By("price"), c.By("name", true)], Limit = Operand.Of(3) }, Principal.Master),
        ["page-descending"] = () => (c!.Products() with { Order = [c.By("price", true)], Limit = Operand.Of(3), Skip = Operand.Of(1) }, Principal.Master),
        ["page-by-nested-key"] = () => (c!.Products() with { Order = [c.By("details.size", true)], Limit = Operand.Of(2) }, Principal.Master),
        ["page-of-user"] = () => (c!.Products() with { Limit = Operand.Of(10) }, Anna),
        ["page-of-anonymous"] = () => (c!.Products() with { Limit = Operand.Of(10) }, Principal.Anonymous),
        ["count"] = () => (c!.Products() with { ReturnsRows = false, ReturnsTotal = true }, Principal.Anonymous),
        ["rows-and-count"] = () => (c!.Products() with { ReturnsTotal = true, Limit = Operand.Of(1) }, Principal.Anonymous),
        ["count-beyond-rows"] = () => (c!.Products() with { ReturnsTotal = true, Limit = Operand.Of(1), Skip = Operand.Of(100) }, Principal.Anonymous),
        ["from-end"] = () => (c!.Products() with { ReturnsTotal = true, Limit = Operand.Of(2), FromEnd = true }, Principal.Master),
        ["keyset-by-creation"] = () => (c!.Products() with { After = At(new DateValue("2024-01-01T00:00:00.001Z"), new StringValue("p1")), Limit = Operand.Of(2), Selection = Connection(c.Name) }, Principal.Anonymous),
        ["keyset-ascending"] = () => (c!.Products() with { Order = [c.By("price")], After = At(new NumberValue(10.5), new StringValue("p1")), Limit = Operand.Of(2), Selection = Connection(c.Name) }, Principal.Master),
        ["keyset-ascending-behind-unset"] = () => (c!.Products() with { Order = [c.By("price")], After = At(null, new StringValue("p0")), Skip = Operand.Of(1), Limit = Operand.Of(2), Selection = Connection(c.Name) }, Principal.Master),
        ["keyset-descending"] = () => (c!.Products() with { Order = [c.By("price", true)], After = At(new NumberValue(20), new StringValue("p2")), Limit = Operand.Of(2), Selection = Connection(c.Name) }, Principal.Anonymous),
        ["keyset-before"] = () => (c!.Products() with { Order = [c.By("price"), c.By("name", true)], Before = At(new NumberValue(20), new StringValue("x"), new StringValue("p2")), After = At(null, null, new StringValue("p0")), FromEnd = true, Limit = Operand.Of(2), Selection = Connection(c.Name) }, Principal.Master),
        ["keyset-window"] = () => (c!.Products() with { Before = At(new DateValue("9999-01-01T00:00:00.000Z"), new StringValue("p9")), Skip = Operand.Of(1), Window = Operand.Of(3), Limit = Operand.Of(2), Selection = Connection(c.Name) }, Principal.Master),
        ["from-end-with-skip"] = () => (c!.Products() with { Skip = Operand.Of(3), FromEnd = true, Limit = Operand.Of(2), Selection = Connection(c.Name) }, Principal.Master),
        ["where-comparisons"] = () => (c!.Products(c.Field("price", ComparisonOperator.GreaterThan, 10), c.Field("name", ComparisonOperator.NotEqual, "Box"), c.Field("inStock", ComparisonOperator.Equal, true), c.Field("since", ComparisonOperator.LessThan, new DateValue("2025-01-01T00:00:00.000Z")), c.Field("createdAt", ComparisonOperator.GreaterThanOrEqual, new DateValue("2024-01-01T00:00:00.000Z"))), Principal.Master),
        ["where-unset"] = () => (c!.Products(new OrFilter([c.Field("price", ComparisonOperator.Equal, ParseValue.Null), new NotFilter(new ExistsFilter(c.Path("since")))])), Principal.Master),
        ["where-in"] = () => (c!.Products(c.In("name", "Lamp", "Box"), Filter.Not(c.In("price", 20)), c.In("main", new PointerValue("Category", "c2"), new PointerValue("Other", "c9"), ParseValue.Null)), Principal.Master),
        ["where-nested"] = () => (c!.Products(c.Field("details.size", ComparisonOperator.GreaterThan, 1), c.Field("details.color", ComparisonOperator.Equal, "red"), c.In("details.size", 3, "x"), new ExistsFilter(c.Path("details.color"))), Principal.Master),
        ["where-array"] = () => (c!.Products(c.Field("tags", ComparisonOperator.Equal, "a"), c.In("tags", "a", 1), new ContainsAllFilter(c.Path("tags"), [Of("a"), Of(new PointerValue("Category", "c2"))]), Filter.Not(new ContainedByFilter(c.Path("tags"), [Of("a")]))), Principal.Master),
        ["where-regex"] = () => (c!.Products(new RegexFilter(c.Path("name"), @"^\QLa\E.*p?$", "i")), Principal.Master),
        ["where-typed"] = () => (c!.Products(new OrFilter([c.Field("place", ComparisonOperator.Equal, new GeoPointValue(1.5, -2)), c.Field("photo", ComparisonOperator.Equal, "l.png"), c.Field("code", ComparisonOperator.Equal, new BytesValue("YQ==")), c.Field("main", ComparisonOperator.Equal, new PointerValue("Category", "c2"))])), Principal.Master),
        ["where-relation"] = () => (c!.Products(c.Field("categories", ComparisonOperator.Equal, new PointerValue("Category", "c2")), new ExistsFilter(c.Path("categories"))), Principal.Master),
        ["where-near"] = () => (c!.Near(0.5), Principal.Anonymous),
        ["where-near-pole"] = () => (c!.Products(new NearFilter(c.Path("place"), new GeoPointValue(89, 0), 0.5, Sorts: false)), Principal.Master),
        ["where-text"] = () => (c!.Products(c.Text) with { Order = [new SortKey(c.Text.Path, Descending: true) { ScoreOf = c.Text }], Selection = Keys("name") with { Score = c.Text }, Limit = Operand.Of(5) }, Principal.Anonymous),
        ["aggregate-groups"] = () => (c!.Products(new ExistsFilter(c.Path("price"))) with { Stages = [new UnwindStage(At("tags")), new GroupStage(At("tags"), [new("total", AccumulatorKind.Sum, At("price")), new("n", AccumulatorKind.Count, new ConstantExpression(ParseValue.Null)), new("least", AccumulatorKind.Minimum, At("price"))]), new MatchStage(new ComparisonFilter(FieldPath.Parse(AggregateDocument.Class, "document.n"), ComparisonOperator.GreaterThan, Of(0))), new SortStage([(At("total"), true)]), new LimitStage(5)] }, Principal.Master),
        ["aggregate-projects"] = () => (c!.Products() with { Stages = [new ProjectStage([("what", At("name")), ("year", new DatePartExpression(DatePart.Year, At("createdAt")))]), new SkipStage(1), new OmitStage(["what"])] }, Principal.Master),
        ["distinct"] = () => (c!.Products() with { Stages = [new DistinctStage(At("tags"))] }, Principal.Master),
        ["where-areas"] = () => (c!.Products(new OrFilter([new BoxFilter(c.Path("place"), new GeoPointValue(0, 170), new GeoPointValue(10, -1)), new WithinPolygonFilter(c.Path("place"), Triangle), new PolygonContainsFilter(c.Path("area"), new GeoPointValue(0.1, 0.1))])), Principal.Master),
        ["where-unknown-field"] = () => (c!.Products(new OrFilter([new ExistsFilter(new FieldPath("nothing", null, [])), c.Field("price", ComparisonOperator.Equal, 20)])), Principal.Master),
        ["where-empty-lists"] = () => (c!.Products(new OrFilter([c.In("name"), new ContainsAllFilter(c.Path("tags"), []), new ContainedByFilter(c.Path("tags"), [])])), Principal.Master),
        ["in-query"] = () => (c!.Products(new InQueryFilter(c.Path("main"), new ReadPlan(c._shop.Category) { Where = c.Field(c._shop.Category, "name", ComparisonOperator.Equal, "Light 100%") })), Principal.Anonymous),
        ["in-query-of-relation"] = () => (c!.Products(new InQueryFilter(c.Path("categories"), new ReadPlan(c._shop.Category) { Where = c.Field(c._shop.Category, "name", ComparisonOperator.Equal, "Hidden") })), Principal.Anonymous),
        ["in-query-of-array"] = () => (c!.Products(new InQueryFilter(c.Path("tags"), new ReadPlan(c._shop.Category) { Where = new ExistsFilter(FieldPath.Parse(c._shop.Category, "parent")) })), Principal.Anonymous),
        ["in-query-limited"] = () => (c!.Products(Filter.Not(new InQueryFilter(c.Path("main"), new ReadPlan(c._shop.Category) { Limit = Operand.Of(1), Order = [new SortKey(FieldPath.Parse(c._shop.Category, "name"))] }))), Principal.Master),
        ["select"] = () => (c!.Products(new SelectFilter(c.Path("price"), new ReadPlan(c._shop.Product) { Where = c.Field("name", ComparisonOperator.Equal, "Candle") }, c.Path("price"))), Anna),
        ["related-to"] = () => (new ReadPlan(c!._shop.Category) { Where = new RelatedToFilter(c._shop.Product, c.Find("categories"), Of("p1")), Selection = Keys("name") }, Principal.Anonymous),
        ["include-1"] = () => (c!.Orders(new RestSelection(null, [c.Include(c._shop.Order, "product", c._shop.Product, Keys("name"))])), Principal.Anonymous),
        ["include-2"] = () => (c!.Orders(new RestSelection(null, [c.Include(c._shop.Order, "product", c._shop.Product, new RestSelection(new HashSet<string> { "main" }, [c.Include(c._shop.Product, "main", c._shop.Category, Keys("name"))]))])), Principal.Master),
        ["include-3"] = () => (c!.Orders(new RestSelection(null, [c.Include(c._shop.Order, "product", c._shop.Product, new RestSelection(new HashSet<string> { "main" }, [c.Include(c._shop.Product, "main", c._shop.Category, new RestSelection(null, [c.Include(c._shop.Category, "parent", c._shop.Category, RestSelection.Everything)]))]))])), Principal.Master),
        ["include-array"] = () => (c!.Products() with { Selection = new RestSelection(new HashSet<string> { "tags" }, [c.Include(c._shop.Product, "tags", c._shop.Category, new RestSelection(null, [c.Include(c._shop.Category, "parent", c._shop.Category, Keys("name"))]))]) }, Principal.Anonymous),
        ["pointer-permissions"] = () => (new ReadPlan(c!._shop.Errand) { Selection = RestSelection.Everything, Limit = Operand.Of(10) }, Anna),
        ["pointer-permissions-graph"] = () => (new ReadPlan(c!._shop.Errand) { ReturnsTotal = true, Selection = new ConnectionSelection([new EdgesPart("edges", [new NodePart("node", new GraphSelection([new FieldNode("objectId", FieldDefinition.ObjectId), new FieldNode("note", c._shop.Errand.Find("note")!)]))])]), Limit = Operand.Of(10) }, Anna),
        ["pointer-permissions-anonymous"] = () => (new ReadPlan(c!._shop.Errand) { Selection = RestSelection.Everything, Limit = Operand.Of(10) }, Principal.Anonymous),
        ["rest-keys"] = () => (c!.Products() with { Selection = Keys("name", "price", "categories") }, Principal.Master),
        ["rest-everything"] = () => (c!.Products() with { Selection = RestSelection.Everything }, Principal.Master),
        ["graph-fields"] = () => (c!.Products() with { Selection = c.EveryNode() }, Principal.Master),
        ["graph-array"] = () => (c!.Products() with { Selection = new GraphSelection([new ArrayNode("tags", c.Find("tags"), [new("value", "value")], [new(c._shop.Category, new GraphSelection([new FieldNode("name", c._shop.Category.Find("name")!)]))])]) }, Principal.Anonymous),
        ["graph-acl"] = () => (c!.Products() with { Selection = new GraphSelection([new AclNode("acl", [new("users", AclGroup.Users, [new("userId", "userId"), new("read", "read")]), new("roles", AclGroup.Roles, [new("roleName", "roleName"), new("write", "write")]), new("public", AclGroup.Public, [new("read", "read")])])]) }, Principal.Master),
        ["graph-connection"] = () => (c!.Products() with { Limit = Operand.Of(2), ReturnsTotal = true, Selection = Connection(new GraphSelection([new FieldNode("name", c.Find("name"))])) }, Principal.Anonymous),
        ["graph-nested"] = () => (c!.Nested(fromEnd: false), Principal.Anonymous),
        ["graph-nested-from-end"] = () => (c!.Nested(fromEnd: true), Principal.Master),
    };

    private readonly Shop _shop = shop;

    private ReadPlan Products(params Filter[] where) =>
        new(_shop.Product) { Where = Filter.And([.. where]), Selection = new GraphSelection([new FieldNode("id", FieldDefinition.ObjectId)]) };

    private GraphSelection Name => new([new FieldNode("name", Find("name"))]);

    private static RowPlace At(params ParseValue?[] values) => new([.. values.Select(value => value is null ? null : Operand.Of(value))]);

    private ReadPlan Orders(RestSelection selection) => new(_shop.Order) { Selection = selection };

    private ReadPlan Nested(bool fromEnd)
    {
        var products = Related(_shop.Category, "products", _shop.Product, new GraphSelection([new FieldNode("name", Find("name")), new FieldNode("price", Find("price"), NonNull: true)]), fromEnd);
        var categories = Related(_shop.Product, "categories", _shop.Category, new GraphSelection([new FieldNode("name", _shop.Category.Find("name")!), products]), fromEnd);
        var product = new PointerNode("product", _shop.Order.Find("product")!, _shop.Product, new GraphSelection([new GlobalIdNode("id"), categories]));
        return new ReadPlan(_shop.Order) { Limit = Operand.Of(10), Selection = Connection(new GraphSelection([new FieldNode("count", _shop.Order.Find("count")!), product])) };
    }

    private static ConnectionNode Related(ClassSchema owner, string relation, ClassSchema target, GraphSelection selection, bool fromEnd) => new(relation, new ReadPlan(target)
    {
        Where = new RelatedToFilter(owner, owner.Find(relation)!, null),
        Order = [new SortKey(FieldPath.Parse(target, "name"))],
        Limit = Operand.Of(2),
        FromEnd = fromEnd,
        ReturnsTotal = true,
        Selection = Connection(selection),
    });

    private static ConnectionSelection Connection(GraphSelection node) => new([
        new CountPart("count"),
        new EdgesPart("edges", [new CursorPart("cursor"), new NodePart("node", node)]),
        new PageInfoPart("pageInfo", [new("hasNextPage", PageInfoMember.HasNextPage), new("hasPreviousPage", PageInfoMember.HasPreviousPage), new("startCursor", PageInfoMember.StartCursor), new("endCursor", PageInfoMember.EndCursor)])]);

    private GraphSelection EveryNode() => new([
        new GlobalIdNode("id"),
        new ConstantNode("__typename", "\"Product\""),
        new FieldNode("createdAt", FieldDefinition.CreatedAt),
        .. new[] { "name", "price", "inStock", "since", "details", "code", "main", "categories" }.Select(name => new FieldNode(name, Find(name))),
        new PartsNode("place", Find("place"), [new("latitude", "latitude"), new("longitude", "longitude")]),
        new PartsNode("area", Find("area"), [new("latitude", "latitude"), new("longitude", "longitude")]),
        new PartsNode("photo", Find("photo"), [new("name", "name"), new("url", "url"), new("__typename", null, "\"FileInfo\"")])]);

    private RestInclude Include(ClassSchema schema, string name, ClassSchema target, RestSelection selection) => new(schema.Find(name)!, [new(target, selection)]);

    private static AggregatePath At(string key) => new([key]);

    private TextFilter Text => new(Path("name"), Of("lamps or box"), TextLanguage.English);

    private static readonly PolygonValue Triangle = GeoOperands.Polygon([new(0, 0), new(0, -9), new(9, 0)]);

    private ReadPlan Near(double radians)
    {
        var near = new NearFilter(Path("place"), new GeoPointValue(1, -1), radians, Sorts: true);
        return Products(near) with { Order = SortKey.Implied(near), Limit = Operand.Of(2) };
    }

    private static RestSelection Keys(params string[] names) => new(names.ToHashSet(), []);

    private FieldDefinition Find(string name) => _shop.Product.Find(name)!;

    private FieldPath Path(string text) => FieldPath.Parse(_shop.Product, text);

    private SortKey By(string text, bool descending = false) => new(Path(text), descending);

    private ComparisonFilter Field(string path, ComparisonOperator op, object value) => new(Path(path), op, Of(value));

    private ComparisonFilter Field(ClassSchema schema, string path, ComparisonOperator op, object value) => new(FieldPath.Parse(schema, path), op, Of(value));

    private InFilter In(string path, params object[] values) => new(Path(path), [.. values.Select(Of)]);

    private static Operand Of(object value) => Operand.Of(value switch
    {
        string text => new StringValue(text),
        int number => new NumberValue(number),
        bool flag => BooleanValue.Of(flag),
        _ => (ParseValue)value,
    });
}
