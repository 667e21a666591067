using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>What is told of all rows that match together: one JSON text for each part, in the statement that reads the rows.</summary>
internal static class SummaryCompiler
{
    public static int Count(ReadPlan plan) => plan.Selection is ConnectionSelection connection ? connection.Summaries.Count() : 0;

    /// <summary>What is selected of objects behind the keys of groups.</summary>
    public static IEnumerable<GraphSelection> Objects(ConnectionSelection connection) =>
        connection.Summaries.OfType<GroupsPart>().SelectMany(part => part.Members).OfType<GroupsListMember>().SelectMany(list => Objects(list.Nodes));

    /// <summary>
    /// The statement of a connection: the total, the summaries, then the rows. All aggregates are made in one scan, the total
    /// with them. Summaries stand in the first row only, and there even when no row is.
    /// </summary>
    /// <param name="scope">For the rows that are summarized, not those that are sent.</param>
    /// <param name="matches">FROM and WHERE, with what the access gate demands.</param>
    /// <param name="rows">The rows that are sent; empty for none.</param>
    /// <param name="neighbours">What is around the page, as <c>precede</c> and <c>follow</c>; empty where it is not asked for.</param>
    public static SqlText Compile(RowScope scope, ReadPlan plan, Func<RowScope, Filter, SqlText> matches, SqlText rows, SqlText neighbours)
    {
        var parts = ((ConnectionSelection)plan.Selection).Summaries.ToArray();
        var scans = parts.Any(part => part is AggregatePart);
        var values = new AggregateValues(scope);
        var total = !plan.ReturnsTotal ? SqlText.Of($"NULL::bigint")
            : scans && plan.Countable == plan.Summarizable ? SqlText.Of($"count(*)")
            : Total(scope.Of(plan.Class), plan, matches);
        var texts = SqlText.Join(", ", parts.Select((part, i) => SqlText.Of($"{Text(part)} AS {new Alias('s', i)}")));
        var source = scans ? SqlText.Of($" FROM {values.From(matches(scope, plan.Summarizable))}") : SqlText.Empty;
        var all = SqlText.Of($"SELECT {total} AS total{(neighbours.IsEmpty ? neighbours : SqlText.Of($", {neighbours}"))}, {texts}{source}");
        if (rows.IsEmpty)
            return all;

        var first = parts.Select((_, i) => SqlText.Of($"CASE WHEN row_number() OVER () = 1 THEN n.{new Alias('s', i)} END"));
        var around = neighbours.IsEmpty ? neighbours : SqlText.Of($", n.precede, n.follow");
        return SqlText.Of($"SELECT n.total{around}, {SqlText.Join(", ", first)}, r.* FROM ({all}) n LEFT JOIN ({rows}) r ON true");

        SqlText Text(SummaryPart part)
        {
            if (part is AggregatePart aggregate)
                return Aggregates(values, aggregate);
            var grouped = scope.Of(plan.Class);
            return Scalar(grouped, part, matches(grouped, plan.Summarizable));
        }
    }

    /// <summary>A summary of the rows of a source, as a scalar sub-query.</summary>
    public static SqlText Scalar(RowScope scope, SummaryPart part, SqlText source)
    {
        if (part is GroupsPart groups)
            return new GroupCompiler(scope, groups.Grouping).Compile(groups, source);
        var values = new AggregateValues(scope);
        var text = Aggregates(values, (AggregatePart)part);
        return SqlText.Of($"(SELECT {text} FROM {values.From(source)})");
    }

    /// <summary>Response keys around values, as one JSON object.</summary>
    /// <param name="value">The JSON text of a node that is no constant and no object around others.</param>
    public static SqlText Json(ImmutableArray<SummaryNode> nodes, Func<SummaryNode, SqlText> value)
    {
        var json = new JsonTemplate();
        Write(json, nodes, value);
        return json.ToSql();
    }

    private static SqlText Total(RowScope scope, ReadPlan plan, Func<RowScope, Filter, SqlText> matches) =>
        SqlText.Of($"(SELECT count(*) FROM {matches(scope, plan.Countable)})");

    private static SqlText Aggregates(AggregateValues values, AggregatePart part) => Json(part.Nodes, node => node is AggregateNode { Aggregate: var aggregate }
        ? AggregateSql.Json(aggregate, values.Of(aggregate))
        : throw new InvalidOperationException($"No SQL is known for {node.GetType().Name}."));

    private static void Write(JsonTemplate json, ImmutableArray<SummaryNode> nodes, Func<SummaryNode, SqlText> value)
    {
        json.Text("{");
        for (var i = 0; i < nodes.Length; i++)
        {
            json.Key(nodes[i].Key, i == 0);
            switch (nodes[i])
            {
                case ConstantSummaryNode constant:
                    json.Text(constant.Json);
                    break;
                case SummaryObjectNode inner:
                    Write(json, inner.Nodes, value);
                    break;
                default:
                    json.Hole(value(nodes[i]));
                    break;
            }
        }

        json.Text("}");
    }

    private static IEnumerable<GraphSelection> Objects(ImmutableArray<SummaryNode> nodes) => nodes.SelectMany(node => node switch
    {
        GroupObjectNode shown => [shown.Selection],
        SummaryObjectNode inner => Objects(inner.Nodes),
        GroupPointerNode pointer => Objects(pointer.Nodes),
        _ => (IEnumerable<GraphSelection>)[],
    });
}
