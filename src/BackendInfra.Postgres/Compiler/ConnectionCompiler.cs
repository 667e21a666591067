using BackendInfra.Core.Queries;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>A relation's members, nested in the row that owns them, as the JSON text of a whole connection.</summary>
internal static class ConnectionCompiler
{
    public static SqlText Compile(RowScope owner, ConnectionNode node)
    {
        var plan = node.Plan;
        var shape = (ConnectionSelection)plan.Selection;
        var (relation, filter) = Split(plan.Where);
        var row = owner.Of(plan.Class);
        var source = Source(owner, row, relation, filter, plan.Readable);
        var total = plan.ReturnsTotal
            ? SqlText.Of($"(SELECT count(*) FROM {DistinctCompiler.Combinations(row, plan, plan.Countable == plan.Readable ? source : Source(owner, row, relation, filter, plan.Countable))})")
            : SqlText.Empty;
        void Summary(JsonTemplate json, SummaryPart part)
        {
            var member = owner.Of(plan.Class);
            json.Hole(SummaryCompiler.Scalar(member, part, Source(owner, member, relation, filter, plan.Summarizable)));
        }

        if (!plan.ReturnsRows)
        {
            // Only the count is asked for: no row is read.
            var only = new JsonTemplate();
            Parts(only, shape, (json, _) => json.Hole(total), (json, _) => json.Text("[]"), (json, _) => json.Text("[]"), (json, info) => PageInfo(json, info, null), Summary);
            return only.ToSql();
        }

        // Rows are numbered and cut first, so that objects are only made of those that are sent. One row more than the
        // limit tells whether the order goes on. Numbers count in the direction in which the page is read.
        var page = new PageCompiler(row, plan, source, isTable: false);
        var isOrdered = IsOneListInOrder(shape, plan);
        var number = SqlText.Of($"{row.Row}.n");
        var rows = page.Rows(isOrdered ? SqlText.Of($"{row.Row}.*") : SqlText.Of($"{row.Row}.*, row_number() OVER (ORDER BY {page.Order}) AS n"));
        var isOnPage = shape.ReadsOneMore(plan.FromEnd) ? SqlText.Of($" FILTER (WHERE {number} <= {page.Offset} + {page.Limit})") : SqlText.Empty;
        var context = new PageContext(row, plan, page, isOnPage, number, isOrdered);

        var json = new JsonTemplate();
        Parts(
            json,
            shape,
            (j, _) => j.Hole(total),
            (j, edges) => j.Text("[").Hole(Edges(edges, context)).Text("]"),
            (j, nodes) => j.Text("[").Hole(List(GraphCompiler.Object(row, nodes.Node.Selection), context)).Text("]"),
            (j, info) => PageInfo(j, info, context),
            Summary);
        return SqlText.Of($"(SELECT {json.ToSql()} FROM ({rows}) {row.Row})");
    }

    /// <param name="OnPage">The FILTER that leaves out the row beyond the limit.</param>
    /// <param name="IsOrdered">Whether the rows come in the order of the list, without numbers.</param>
    private sealed record PageContext(RowScope Row, ReadPlan Plan, PageCompiler Page, SqlText OnPage, SqlText Number, bool IsOrdered)
    {
        public SqlText Cursor => CursorCompiler.Json(Row, Plan);

        /// <summary>Rows in their order, or from its end.</summary>
        public SqlText Order(bool reversed) => reversed == Plan.FromEnd ? Number : SqlText.Of($"{Number} DESC");
    }

    private static void Parts(
        JsonTemplate json,
        ConnectionSelection shape,
        Action<JsonTemplate, CountPart> count,
        Action<JsonTemplate, EdgesPart> edges,
        Action<JsonTemplate, NodesPart> nodes,
        Action<JsonTemplate, PageInfoPart> pageInfo,
        Action<JsonTemplate, SummaryPart> summary)
    {
        json.Text("{");
        for (var i = 0; i < shape.Parts.Length; i++)
        {
            json.Key(shape.Parts[i].Key, i == 0);
            switch (shape.Parts[i])
            {
                case CountPart part:
                    count(json, part);
                    break;
                case EdgesPart part:
                    edges(json, part);
                    break;
                case NodesPart part:
                    nodes(json, part);
                    break;
                case PageInfoPart part:
                    pageInfo(json, part);
                    break;
                case ConstantPart part:
                    json.Text(part.Json);
                    break;
                case SummaryPart part:
                    summary(json, part);
                    break;
                default:
                    throw new InvalidOperationException($"No SQL is known for {shape.Parts[i].GetType().Name}.");
            }
        }

        json.Text("}");
    }

    private static SqlText Edges(EdgesPart edges, PageContext page)
    {
        var edge = new JsonTemplate().Text("{");
        for (var i = 0; i < edges.Members.Length; i++)
        {
            edge.Key(edges.Members[i].Key, i == 0);
            switch (edges.Members[i])
            {
                case CursorPart:
                    edge.Text("\"").Hole(CursorCompiler.Encoded(page.Cursor)).Text("\"");
                    break;
                case NodePart node:
                    edge.Hole(GraphCompiler.Object(page.Row, node.Selection));
                    break;
                case ScorePart score:
                    edge.Hole(SqlText.Of($"{TextCompiler.Score(page.Row, score.Search)}"));
                    break;
                case ConstantEdgePart constant:
                    edge.Text(constant.Json);
                    break;
                default:
                    throw new InvalidOperationException($"No SQL is known for {edges.Members[i].GetType().Name}.");
            }
        }

        return List(edge.Text("}").ToSql(), page);
    }

    private static SqlText List(SqlText item, PageContext page) => page.IsOrdered
        ? SqlText.Of($"string_agg({item}, ',')")
        : SqlText.Of($"string_agg({item}, ',' ORDER BY {page.Order(reversed: false)}){page.OnPage}");

    /// <summary>An aggregate takes the rows as the sorted page gives them; where nothing else is asked of the page, numbering and sorting them again is spared.</summary>
    private static bool IsOneListInOrder(ConnectionSelection shape, ReadPlan plan) =>
        !plan.FromEnd && !shape.ReadsOneMore(plan.FromEnd) && shape.Parts.All(part => part is not PageInfoPart);

    private static void PageInfo(JsonTemplate json, PageInfoPart part, PageContext? page)
    {
        json.Text("{");
        for (var i = 0; i < part.Members.Length; i++)
        {
            json.Key(part.Members[i].Key, i == 0);
            var member = part.Members[i].Member;
            if (part.Members[i].Constant is { } constant)
                json.Text(constant);
            else if (page is null)
                json.Text(member is PageInfoMember.HasNextPage or PageInfoMember.HasPreviousPage ? "false" : "null");
            else
                json.Hole(PageInfoValue(member, page));
        }

        json.Text("}");
    }

    private static SqlText PageInfoValue(PageInfoMember member, PageContext page) => member switch
    {
        PageInfoMember.HasNextPage => Flag(page, atEnd: !page.Plan.FromEnd, PageCompiler.Looks(page.Plan).Follow ? page.Page.Follow() : SqlText.Empty),
        PageInfoMember.HasPreviousPage => Flag(page, atEnd: page.Plan.FromEnd, PageCompiler.Looks(page.Plan).Precede ? page.Page.Precede() : SqlText.Empty),
        PageInfoMember.StartCursor => FirstCursor(page, reversed: false),
        _ => FirstCursor(page, reversed: true),
    };

    /// <param name="atEnd">Whether the row beyond the limit lies there.</param>
    private static SqlText Flag(PageContext page, bool atEnd, SqlText looked)
    {
        var goesOn = SqlText.Of($"max({page.Number}) > {page.Page.Offset} + {page.Page.Limit}");
        SqlText[] conditions = [.. new[] { atEnd ? goesOn : SqlText.Empty, looked }.Where(condition => !condition.IsEmpty)];
        return conditions.Length == 0 ? SqlText.Of($"'false'") : SqlText.Of($"CASE WHEN {SqlText.Join(" OR ", conditions)} THEN 'true' ELSE 'false' END");
    }

    private static SqlText FirstCursor(PageContext page, bool reversed)
    {
        var first = SqlText.Of($"(array_agg({page.Cursor} ORDER BY {page.Order(reversed)}){page.OnPage})[1]");
        return GraphCompiler.OrNull(SqlText.Of($"'\"' || {CursorCompiler.Encoded(first)} || '\"'"));
    }

    /// <summary>The members' rows: found by the join table's key, each looked up by its own; OFFSET 0 keeps the planner from other ways.</summary>
    private static SqlText Source(RowScope owner, RowScope row, RelatedToFilter relation, Filter filter, Filter demanded)
    {
        var join = owner.Statement.NextAlias('j');
        var table = Identifier.JoinTable(owner.Snapshot, relation.Owner, relation.Relation);
        return SqlText.Of($"{table} {join} CROSS JOIN LATERAL (SELECT {row.Row}.* FROM {row.Table} {row.Row} WHERE {row.ObjectId} = {join}.\"relatedId\" AND {row.Readable(owner.Nested, demanded)} AND {FilterCompiler.Compile(row, filter)} OFFSET 0) {row.Row} WHERE {join}.\"owningId\" = {owner.ObjectId}");
    }

    private static (RelatedToFilter Relation, Filter Others) Split(Filter where) => where switch
    {
        RelatedToFilter related => (related, Filter.All),
        AndFilter all when all.Parts.OfType<RelatedToFilter>().FirstOrDefault(part => part.OwnerId is null) is { } related =>
            (related, new AndFilter(all.Parts.Remove(related))),
        _ => throw new InvalidOperationException("A nested connection needs the relation that it follows."),
    };
}
