using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Execution;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>An authorized read as one statement, however nested it is (design §5).</summary>
internal static class ReadCompiler
{
    public static CompiledStatement Compile(SchemaSnapshot snapshot, AuthorizedRead read)
    {
        var plan = read.Plan;
        var statement = new Statement();
        var scope = new RowScope(statement, snapshot, plan.Class, statement.NextAlias(), read.NestedAccess);
        if (!plan.Stages.IsEmpty)
        {
            var aggregation = new AggregateCompiler(scope).Compile(Matches(scope, read, Filter.All), plan.Stages);
            return new CompiledStatement(read, aggregation.Text, [.. statement.Parameters], new TextColumns(1), needsCustomPlan: true) { RunsExpressions = RegexPattern.IsIn(plan) };
        }

        var (columns, joins, rows) = Select(scope, plan);
        var neighbours = Neighbours(scope, read);
        var sql = (plan.ReturnsRows, plan.ReturnsTotal || !neighbours.IsEmpty) switch
        {
            _ when plan.Summarizes => SummaryCompiler.Compile(
                scope.Of(plan.Class), plan, (counted, filter) => Matches(counted, read, filter), plan.ReturnsRows ? Rows(scope, read, columns, joins, columnNames: true) : SqlText.Empty, neighbours),
            (false, _) => Total(scope, read),
            (true, false) => Rows(scope, read, columns, joins, columnNames: false),
            (true, true) => RowsWithFacts(scope, read, columns, joins, neighbours),
        };
        if (plan.Explains)
            (sql, rows) = (SqlText.Of($"EXPLAIN (FORMAT JSON) {sql}"), new TextColumns(1));
        return new CompiledStatement(read, sql.Text, [.. statement.Parameters], rows, PlanMode.NeedsCustomPlan(plan))
        {
            RunsExpressions = RegexPattern.IsIn(plan),
            HasNeighbours = !neighbours.IsEmpty,
        };
    }

    private static (IReadOnlyList<SqlText> Columns, SqlText Joins, IRowReader Rows) Select(RowScope scope, ReadPlan plan)
    {
        switch (plan.Selection)
        {
            case RestSelection rest:
                var (node, columns, joins) = RestCompiler.Compile(scope, rest);
                return (columns, joins, new RestProjection(node));
            case ConnectionSelection connection:
                var nodes = connection.Nodes.Select(part => GraphCompiler.Object(scope, part.Selection));
                var scores = connection.Scores.Select(part => SqlText.Of($"({TextCompiler.Score(scope, part.Search)})::text"));
                SqlText[] texts = connection.AsksForCursors ? [.. nodes, CursorCompiler.Json(scope, plan), .. scores] : [.. nodes, .. scores];
                return (texts, SqlText.Empty, new TextColumns(texts.Length));
            case GraphSelection graph:
                return ([GraphCompiler.Object(scope, graph)], SqlText.Empty, new TextColumns(1));
            default:
                throw new InvalidOperationException($"No SQL is known for {plan.Selection.GetType().Name}.");
        }
    }

    /// <param name="demanded">What the access gate demands of rows besides.</param>
    private static SqlText Matches(RowScope scope, AuthorizedRead read, Filter demanded)
    {
        var filter = FilterCompiler.Compile(scope, read.Plan.Where);
        return read.RootAccess == RowAccess.All && demanded == Filter.All
            ? SqlText.Of($"{scope.Table} {scope.Row} WHERE {filter}")
            : SqlText.Of($"{scope.Table} {scope.Row} WHERE {scope.Readable(read.RootAccess, demanded)} AND {filter}");
    }

    private static SqlText Total(RowScope scope, AuthorizedRead read) => SqlText.Of($"SELECT count(*) FROM {Counted(scope, read)}");

    private static SqlText Counted(RowScope scope, AuthorizedRead read) => DistinctCompiler.Combinations(scope, read.Plan, Matches(scope, read, read.Plan.Countable));

    /// <summary>Rows are found, ordered and cut first, so that objects are only made of those that are sent.</summary>
    private static SqlText Rows(RowScope scope, AuthorizedRead read, IReadOnlyList<SqlText> columns, SqlText joins, bool columnNames)
    {
        var plan = read.Plan;
        var list = columns.Count == 0 ? SqlText.Of($"1") : SqlText.Join(", ", columns.Select((column, i) => columnNames ? SqlText.Of($"{column} AS {new Alias('c', i)}") : column));
        if (columnNames)
            list = SqlText.Of($"true AS hit, {list}");
        if (plan.Operation == ClassOperation.Get)
            return joins.IsEmpty
                ? SqlText.Of($"SELECT {list} FROM {Matches(scope, read, plan.Readable)}")
                : SqlText.Of($"SELECT {list} FROM (SELECT {scope.Row}.* FROM {Matches(scope, read, plan.Readable)}) {scope.Row}{joins}");

        var page = Page(scope, read);
        var found = SqlText.Of($"({page.Rows(SqlText.Of($"{scope.Row}.*"))}) {scope.Row}");
        return plan.FromEnd
            ? SqlText.Of($"SELECT {list} FROM {found}{joins} ORDER BY {page.Forwards}")
            : SqlText.Of($"SELECT {list} FROM {found}{joins}");
    }

    private static PageCompiler Page(RowScope scope, AuthorizedRead read) => new(scope, read.Plan, Matches(scope, read, read.Plan.Readable), isTable: true);

    /// <summary>What is around a page, where the rows themselves do not tell it.</summary>
    private static SqlText Neighbours(RowScope scope, AuthorizedRead read)
    {
        var (precede, follow) = PageCompiler.Looks(read.Plan);
        if (!precede && !follow)
            return SqlText.Empty;
        var page = Page(scope.Of(scope.Class), read);
        return SqlText.Of($"{(precede ? page.Precede() : SqlText.Of($"false"))} AS precede, {(follow ? page.Follow() : SqlText.Of($"false"))} AS follow");
    }

    /// <summary>The total, the page's neighbours and the rows in one statement. The facts are there even when no row is: then <c>hit</c> is NULL.</summary>
    private static SqlText RowsWithFacts(RowScope scope, AuthorizedRead read, IReadOnlyList<SqlText> columns, SqlText joins, SqlText neighbours)
    {
        var rows = Rows(scope, read, columns, joins, columnNames: true);
        if (!read.Plan.ReturnsTotal)
            return SqlText.Of($"SELECT n.*, r.* FROM (SELECT {neighbours}) n LEFT JOIN ({rows}) r ON true");
        var total = SqlText.Of($"count(*) AS total FROM {Counted(scope.Of(scope.Class), read)}");
        return neighbours.IsEmpty
            ? SqlText.Of($"SELECT n.total, r.* FROM (SELECT {total}) n LEFT JOIN ({rows}) r ON true")
            : SqlText.Of($"SELECT n.*, r.* FROM (SELECT (SELECT {total}), {neighbours}) n LEFT JOIN ({rows}) r ON true");
    }
}
