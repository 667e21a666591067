using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>
/// Groups of rows as the JSON text of a page of them. Groups are made once, and then cut: only for those that are sent is JSON
/// made, and are objects looked up behind pointers.
/// </summary>
internal sealed class GroupCompiler
{
    private readonly RowScope _scope;
    private readonly Grouping _grouping;
    private readonly Alias _groups;
    private readonly Alias _page;

    /// <summary>What is aggregated, in the order of its columns.</summary>
    private readonly List<FieldAggregate> _aggregates = [];

    public GroupCompiler(RowScope scope, Grouping grouping)
    {
        _scope = scope;
        _grouping = grouping;
        _groups = scope.Statement.NextAlias('g');
        _page = scope.Statement.NextAlias('p');
    }

    /// <param name="source">The rows: FROM and WHERE.</param>
    public SqlText Compile(GroupsPart part, SqlText source)
    {
        var order = Order();
        var json = new JsonTemplate().Text("{");
        for (var i = 0; i < part.Members.Length; i++)
        {
            json.Key(part.Members[i].Key, i == 0);
            switch (part.Members[i])
            {
                case GroupsListMember list:
                    json.Text("[").Hole(List(list, order)).Text("]");
                    break;
                case GroupsCountMember:
                    json.Hole(SqlText.Of($"(SELECT count(*) FROM {_groups})"));
                    break;
                case ConstantGroupsMember constant:
                    json.Text(constant.Json);
                    break;
                default:
                    throw new InvalidOperationException($"No SQL is known for {part.Members[i].GetType().Name}.");
            }
        }

        var page = json.Text("}").ToSql();
        return SqlText.Of($"(WITH {_groups} AS ({Groups(source)}) SELECT {page})");
    }

    private SqlText Groups(SqlText source)
    {
        var keys = _grouping.Keys.Select((key, i) => SqlText.Of($"{Key(key)} AS {KeyColumn(i)}"));
        var aggregates = _aggregates.Select((aggregate, i) => SqlText.Of($"{Aggregate(aggregate)} AS {new Alias('a', i)}"));
        var places = SqlText.Join(", ", _grouping.Keys.Select((_, i) => SqlText.Of($"{i + 1}")));
        var having = _grouping.Having is { } condition ? SqlText.Of($" HAVING {Condition(condition)}") : SqlText.Empty;
        return SqlText.Of($"SELECT {SqlText.Join(", ", keys.Concat(aggregates))} FROM {source} GROUP BY {places}{having}");
    }

    /// <summary>What the rows of a group have in common; NULL where it is unset.</summary>
    private SqlText Key(GroupKey key)
    {
        var place = _scope.Locate(key.Field);
        if (key.Bucket is not { } bucket)
            return place.SortKey;
        var moment = key.Field.IsSystem ? place.Text : SqlText.Of($"({place.Text})::timestamptz");
        var zone = _grouping.TimeZone is { } name ? _scope.Statement.Add(name, OperandForm.Text) : SqlText.Of($"'UTC'");
        return SqlText.Of($"date_trunc({Unit(bucket)}, {moment}, {zone})");
    }

    private static Literal Unit(DateBucket bucket) => Literal.Own(bucket switch
    {
        DateBucket.Year => "year",
        DateBucket.Quarter => "quarter",
        DateBucket.Month => "month",
        DateBucket.Week => "week",
        DateBucket.Day => "day",
        _ => "hour",
    });

    private SqlText List(GroupsListMember list, SqlText order)
    {
        var statement = _scope.Statement;
        var group = SummaryCompiler.Json(list.Nodes, Value);
        var skip = _grouping.Skip is { } s ? SqlText.Of($" OFFSET {statement.Add(s, OperandForm.Integer)}") : SqlText.Empty;
        var page = SqlText.Of($"SELECT {_groups}.*, row_number() OVER (ORDER BY {order}) AS n FROM {_groups} ORDER BY n LIMIT {statement.Add(_grouping.Limit, OperandForm.Integer)}{skip}");
        return SqlText.Of($"(SELECT string_agg({group}, ',' ORDER BY {_page}.n) FROM ({page}) {_page})");
    }

    private SqlText Order()
    {
        var keys = _grouping.Order.Select(key => key switch
        {
            KeyOrder of => Direction(KeyColumn(IndexOf(of.Group)), of.Descending),
            AggregateOrder of => Direction(Column(of.Aggregate), of.Descending),
            _ => throw new InvalidOperationException($"No SQL is known for {key.GetType().Name}."),
        });
        return SqlText.Join(", ", keys.Concat(_grouping.Keys.Select((_, i) => Direction(KeyColumn(i), descending: false))));
    }

    private static SqlText Direction(Alias column, bool descending) =>
        descending ? SqlText.Of($"{column} DESC NULLS LAST") : SqlText.Of($"{column} ASC NULLS FIRST");

    private SqlText Condition(GroupCondition condition) => condition switch
    {
        AllOfGroups { Parts: [] } => SqlText.Of($"true"),
        AnyOfGroups { Parts: [] } => SqlText.Of($"false"),
        AllOfGroups all => SqlText.Of($"({SqlText.Join(" AND ", all.Parts.Select(Condition))})"),
        AnyOfGroups any => SqlText.Of($"({SqlText.Join(" OR ", any.Parts.Select(Condition))})"),
        NotGroup not => SqlText.Of($"({Condition(not.Part)}) IS NOT TRUE"),
        AggregateComparison comparison => Comparison(comparison),
        _ => throw new InvalidOperationException($"No SQL is known for {condition.GetType().Name}."),
    };

    private SqlText Comparison(AggregateComparison comparison)
    {
        var value = Aggregate(comparison.Aggregate);
        if (comparison.Operand.Kind == OperandKind.Null)
            return comparison.Operator == ComparisonOperator.Equal ? SqlText.Of($"{value} IS NULL") : SqlText.Of($"{value} IS NOT NULL");
        return FilterCompiler.Compare(value, comparison.Operator, _scope.Statement.Add(comparison.Operand, AggregateSql.Form(comparison.Aggregate)));
    }

    private SqlText Aggregate(FieldAggregate aggregate) =>
        AggregateSql.Value(aggregate, aggregate.Field is { } field ? _scope.Locate(field).SortKey : SqlText.Empty);

    private SqlText Value(SummaryNode node) => node switch
    {
        AggregateNode { Aggregate: var aggregate } => AggregateSql.Json(aggregate, SqlText.Of($"{_page}.{Column(aggregate)}")),
        GroupKeyNode { Group: var key } => KeyJson(key),
        GroupPointerNode pointer => SqlText.Of($"CASE WHEN {OnPage(pointer.Group)} IS NOT NULL THEN {SummaryCompiler.Json(pointer.Nodes, Value)} ELSE 'null' END"),
        GroupPointerIdNode { IsGlobal: true } id => SqlText.Of($"'\"' || {GraphCompiler.GlobalId(id.Group.Field.TargetClass!, OnPage(id.Group))} || '\"'"),
        GroupPointerIdNode id => SqlText.Of($"to_json({OnPage(id.Group)})::text"),
        GroupObjectNode shown => GraphCompiler.OrNull(GraphCompiler.Pointer(_scope, OnPage(shown.Group), shown.Target, shown.Selection, shown.Readable)),
        _ => throw new InvalidOperationException($"No SQL is known for {node.GetType().Name}."),
    };

    private SqlText KeyJson(GroupKey key)
    {
        var value = OnPage(key);

        // A pointer whose class is not exposed shows as the object that REST would send.
        return key.Field.Type == FieldType.Pointer
            ? GraphCompiler.OrNull(SqlText.Of($"{Literal.Json($$"""{"__type":"Pointer","className":"{{key.Field.TargetClass}}","objectId":""")} || to_json({value})::text || '}}'"))
            : AggregateSql.Json(key.Field.Type, isTimestamp: key.Field.IsSystem || key.Bucket is not null, value);
    }

    private SqlText OnPage(GroupKey key) => SqlText.Of($"{_page}.{KeyColumn(IndexOf(key))}");

    private int IndexOf(GroupKey key) => _grouping.Keys.IndexOf(key) is var index and >= 0
        ? index
        : throw new InvalidOperationException($"{key.Field.Name} is no key of the groups.");

    private static Alias KeyColumn(int index) => new('k', index);

    private Alias Column(FieldAggregate aggregate)
    {
        var index = _aggregates.IndexOf(aggregate);
        if (index < 0)
        {
            index = _aggregates.Count;
            _aggregates.Add(aggregate);
        }

        return new Alias('a', index);
    }
}
