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
        var total = plan.ReturnsTotal || plan.FromEnd
            ? SqlText.Of($"(SELECT count(*) FROM {(plan.Countable == plan.Readable ? source : Source(owner, row, relation, filter, plan.Countable))})")
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
            Parts(only, shape, (json, _) => json.Hole(total), (json, _) => json.Text("[]"), (json, info) => PageInfo(json, info, plan, null), Summary);
            return only.ToSql();
        }

        // Rows are numbered and cut first, so that objects are only made of those that are sent. One row more than the
        // limit tells whether a page follows. Numbers count from the start of the order, or from its end for the last rows.
        var number = SqlText.Of($"{row.Row}.n");
        var order = OrderCompiler.Compile(row, plan.Order, plan.FromEnd);
        var page = SqlText.Of($"(SELECT {row.Row}.*, row_number() OVER (ORDER BY {order}) AS n FROM {source} ORDER BY {order}{OrderCompiler.Page(row.Statement, plan, shape.AsksForNextPage && !plan.FromEnd ? 1 : 0)}) {row.Row}");
        var skip = plan.Skip is { } s ? row.Statement.Add(s, OperandForm.Integer) : SqlText.Of($"0");
        var limit = plan.Limit is { } l ? row.Statement.Add(l, OperandForm.Integer) : SqlText.Empty;
        var isOnPage = !limit.IsEmpty && shape.AsksForNextPage && !plan.FromEnd
            ? SqlText.Of($" FILTER (WHERE {number} <= {skip} + {limit})")
            : SqlText.Empty;
        var offset = plan.FromEnd ? SqlText.Of($"{total} - {number}") : SqlText.Of($"{number} - 1");
        var context = new PageContext(row, isOnPage, number, offset, skip, limit, total);

        var json = new JsonTemplate();
        Parts(
            json,
            shape,
            (j, _) => j.Hole(total),
            (j, edges) => j.Text("[").Hole(Edges(edges, context, plan.FromEnd)).Text("]"),
            (j, info) => PageInfo(j, info, plan, context),
            Summary);
        return SqlText.Of($"(SELECT {json.ToSql()} FROM {page})");
    }

    /// <param name="OnPage">The FILTER that leaves out the row beyond the limit.</param>
    /// <param name="Offset">The row's place in the whole order, from 0: what cursors hold.</param>
    private sealed record PageContext(RowScope Row, SqlText OnPage, SqlText Number, SqlText Offset, SqlText Skip, SqlText Limit, SqlText Total);

    private static void Parts(
        JsonTemplate json,
        ConnectionSelection shape,
        Action<JsonTemplate, CountPart> count,
        Action<JsonTemplate, EdgesPart> edges,
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

    private static SqlText Edges(EdgesPart edges, PageContext page, bool reversed)
    {
        var edge = new JsonTemplate().Text("{");
        for (var i = 0; i < edges.Members.Length; i++)
        {
            edge.Key(edges.Members[i].Key, i == 0);
            switch (edges.Members[i])
            {
                case CursorPart:
                    edge.Text("\"").Hole(Cursor(page.Offset)).Text("\"");
                    break;
                case NodePart node:
                    edge.Hole(GraphCompiler.Object(page.Row, node.Selection));
                    break;
                case ConstantEdgePart constant:
                    edge.Text(constant.Json);
                    break;
                default:
                    throw new InvalidOperationException($"No SQL is known for {edges.Members[i].GetType().Name}.");
            }
        }

        var order = reversed ? SqlText.Of($"{page.Number} DESC") : page.Number;
        return SqlText.Of($"string_agg({edge.Text("}").ToSql()}, ',' ORDER BY {order}){page.OnPage}");
    }

    private static void PageInfo(JsonTemplate json, PageInfoPart part, ReadPlan plan, PageContext? page)
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
                json.Hole(PageInfoValue(member, plan, page));
        }

        json.Text("}");
    }

    private static SqlText PageInfoValue(PageInfoMember member, ReadPlan plan, PageContext page) => member switch
    {
        PageInfoMember.HasNextPage when plan.FromEnd || page.Limit.IsEmpty => SqlText.Of($"'false'"),
        PageInfoMember.HasNextPage => SqlText.Of($"CASE WHEN max({page.Number}) > {page.Skip} + {page.Limit} THEN 'true' ELSE 'false' END"),
        PageInfoMember.HasPreviousPage when plan.FromEnd => SqlText.Of($"CASE WHEN {page.Total} > count(*) THEN 'true' ELSE 'false' END"),
        PageInfoMember.HasPreviousPage => SqlText.Of($"CASE WHEN {page.Skip} > 0 AND count(*) > 0 THEN 'true' ELSE 'false' END"),
        PageInfoMember.StartCursor => Quoted(SqlText.Of($"min({page.Offset}){page.OnPage}")),
        _ => Quoted(SqlText.Of($"max({page.Offset}){page.OnPage}")),
    };

    private static SqlText Quoted(SqlText offset) => SqlText.Of($"coalesce('\"' || {Cursor(offset)} || '\"', 'null')");

    private static SqlText Cursor(SqlText offset) => SqlText.Of($"encode(convert_to('arrayconnection:' || ({offset}), 'UTF8'), 'base64')");

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
