using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>
/// The values that aggregates are made of, each read once per row: finding a field in JSON costs more than adding it up. Five
/// aggregates of one field of 300,000 rows took half the time (docs/decisions.md). Groups gain nothing from it.
/// </summary>
internal sealed class AggregateValues(RowScope scope)
{
    private readonly List<FieldDefinition> _fields = [];
    private readonly Alias _row = scope.Statement.NextAlias('v');

    public SqlText Of(FieldAggregate aggregate) => AggregateSql.Value(aggregate, aggregate.Field is { } field ? Column(field) : SqlText.Empty);

    /// <summary>FROM, and WHERE where it is needed, once all aggregates are known.</summary>
    /// <param name="source">FROM and WHERE of the rows.</param>
    public SqlText From(SqlText source) => _fields.Count == 0
        ? source
        : SqlText.Of($"(SELECT {SqlText.Join(", ", _fields.Select((field, i) => SqlText.Of($"{scope.Locate(field).SortKey} AS {new Alias('f', i)}")))} FROM {source} OFFSET 0) {_row}");

    private SqlText Column(FieldDefinition field)
    {
        var index = _fields.IndexOf(field);
        if (index < 0)
        {
            index = _fields.Count;
            _fields.Add(field);
        }

        return SqlText.Of($"{_row}.{new Alias('f', index)}");
    }
}
