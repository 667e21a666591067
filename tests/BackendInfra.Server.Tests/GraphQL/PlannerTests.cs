using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Types;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

/// <summary>Documents into plans, without a database.</summary>
public sealed class PlannerTests
{
    private static readonly App App = new("id", "test", "app_test", new AppKeys("", "", "", "", "", "", "", ""), new AppOptions());

    private readonly AppSchema _schema = AppSchemaBuilder.Build(TestClasses.Everything(TestClasses.Shop()), [], _ => { });
    private readonly RecordingReads _reads = new();

    [Fact]
    public async Task Fragments_aliases_and_directives_make_one_selection()
    {
        await PlanAsync(
            """
            query ($no: Boolean = false) {
              order(id: "x") { ...F a: cFirstName ... on Node { id } ... on ParseObject { objectId } cLastName @include(if: $no) cAddress @skip(if: $no) product { name } }
            }
            fragment F on Order { __typename product { price } }
            """);

        var selection = (GraphSelection)Assert.Single(_reads.Compiled).Selection;
        Assert.Equal(["__typename", "product", "a", "id", "objectId", "cAddress"], selection.Nodes.Select(node => node.Key));
        Assert.Equal(["price", "name"], selection.Nodes.OfType<PointerNode>().Single().Selection.Nodes.Select(node => node.Key));
    }

    [Theory]
    [InlineData("count", false, true)]
    [InlineData("edges { node { id } }", true, false)]
    [InlineData("pageInfo { hasNextPage }", true, false)]
    [InlineData("pageInfo { __typename } __typename", false, false)]
    [InlineData("count edges { cursor }", true, true)]
    public async Task Rows_and_totals_are_read_only_when_selected(string selection, bool rows, bool total)
    {
        await PlanAsync($"{{ products {{ {selection} }} }}");

        var plan = Assert.Single(_reads.Compiled);
        Assert.Equal((rows, total), (plan.ReturnsRows, plan.ReturnsTotal));
    }

    [Fact]
    public async Task Operands_and_paging_stay_open_and_a_plan_serves_their_values()
    {
        const string query = "query ($t: String, $n: [Float], $f: Int, $a: String) { things(where: {text: {equalTo: $t}, number: {in: $n}}, first: $f, after: $a) { count edges { node { id } } } }";
        var document = await PrepareAsync(query);

        var first = Plan(document, new { t = "a", n = new[] { 1 }, f = 1, a = "YXJyYXljb25uZWN0aW9uOjA=" });
        var second = Plan(document, new { t = "b", n = new[] { 2, 3 }, f = 9, a = "YXJyYXljb25uZWN0aW9uOjU=" });
        var withoutPage = Plan(document, new { t = "b", n = new[] { 2, 3 } });

        Assert.Same(first, second);
        Assert.NotSame(first, withoutPage);
        Assert.Equal(2, document.PlanCount);
    }

    [Fact]
    public async Task One_plan_serves_all_cursors_of_a_kind()
    {
        var document = await PrepareAsync("query ($a: String) { things(order: [number_DESC], after: $a) { nodes { id } } }");
        var schema = _schema.Snapshot.Find("Thing")!;
        var signature = ((Core.Values.StringValue)OrderSignature.Of(schema, [new SortKey(FieldPath.Parse(schema, "number"), Descending: true)]).Resolve(new Dictionary<string, object?>())).Text;

        var plans = new (string Number, string Id)[] { ("1", "x"), ("2.5", "y"), ("null", "x"), ("null", "y") }
            .Select(place => Plan(document, new { a = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"[\"k:{signature}\",{place.Number},\"{place.Id}\"]")) }))
            .ToArray();

        Assert.Same(plans[0], plans[1]);
        Assert.Same(plans[2], plans[3]);
        Assert.NotSame(plans[0], plans[2]);
        Assert.Equal(2, document.PlanCount);
    }

    [Fact]
    public async Task Variables_that_shape_a_plan_are_part_of_its_key()
    {
        var document = await PrepareAsync("query ($w: ThingWhereInput, $s: Boolean!) { things(where: $w) { count edges @skip(if: $s) { node { id } } } }");

        var plans = new[]
        {
            Plan(document, new { w = new { text = new { equalTo = "a" } }, s = true }),
            Plan(document, new { w = new { text = new { equalTo = "b" } }, s = true }),
            Plan(document, new { w = new { text = new { equalTo = "b" } }, s = false }),
        };

        Assert.Equal(3, plans.Distinct().Count());
        Assert.Same(plans[1], Plan(document, new { w = new { text = new { equalTo = "b" } }, s = true }));
    }

    [Fact]
    public async Task Callers_with_other_permissions_have_other_plans()
    {
        var document = await PrepareAsync("{ products { count } }");

        Assert.NotSame(Plan(document, new { }, Principal.Anonymous), Plan(document, new { }, Principal.Master));
        Assert.Same(Plan(document, new { }, Principal.Master), Plan(document, new { }, Principal.ReadOnlyMaster));
    }

    [Fact]
    public void A_full_cache_drops_what_was_used_least_recently()
    {
        var cache = new LruCache<string>(4);
        foreach (var key in new[] { "a", "b", "c", "d" })
            cache.Add(key, key);
        cache.Find("a");

        cache.Add("e", "e");

        Assert.Null(cache.Find("b"));
        Assert.Equal(["a", "c", "d", "e"], new[] { "a", "c", "d", "e" }.Select(cache.Find));
    }

    private Task<PreparedDocument> PrepareAsync(string query) =>
        DocumentPreparer.PrepareAsync(_schema, query, null, App.Options.Limits, errors: 10, suggests: true, TestContext.Current.CancellationToken);

    private async Task PlanAsync(string query) => Plan(await PrepareAsync(query), new { });

    private OperationPlan Plan(PreparedDocument document, object variables, Principal? principal = null)
    {
        var json = JsonSerializer.SerializeToElement(variables);
        var coerced = VariableCoercer.Coerce(_schema.Schema, document.Operation, json);
        var caller = principal ?? Principal.Master;
        var permissions = new AppRuntime(_schema).PermissionsOf(caller);
        if (document.FindPlan(permissions, json, coerced) is { } known)
            return known;
        var scope = new InputScope(coerced);
        var plan = new OperationPlanner(_schema, document.Document, document.Operation, scope, App, caller, _reads, Core.Triggers.NoTriggers.Instance).Plan();
        document.AddPlan(plan, scope, permissions, json);
        return plan;
    }
}
