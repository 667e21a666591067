using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Aggregates of fields, and how their results are compared and written.</summary>
internal static class AggregateSql
{
    /// <param name="value">The field's value in a row, as it is sorted; empty without a field.</param>
    public static SqlText Value(FieldAggregate aggregate, SqlText value) => aggregate.Function switch
    {
        AggregateFunction.Count => SqlText.Of($"count(*)"),
        AggregateFunction.CountDistinct => SqlText.Of($"count(DISTINCT {value})"),
        AggregateFunction.Sum => SqlText.Of($"sum({value})"),
        AggregateFunction.Average => SqlText.Of($"avg({value})"),
        AggregateFunction.StandardDeviation => SqlText.Of($"stddev_samp({value})"),
        AggregateFunction.Minimum => SqlText.Of($"min({value})"),
        _ => SqlText.Of($"max({value})"),
    };

    /// <summary>The form in which operands must come to be compared with an aggregate.</summary>
    public static OperandForm Form(FieldAggregate aggregate) => aggregate.ResultType switch
    {
        FieldType.Number => OperandForm.Number,
        FieldType.Date when aggregate.Field!.IsSystem => OperandForm.Timestamp,
        _ => OperandForm.Text,
    };

    public static SqlText Json(FieldAggregate aggregate, SqlText value) =>
        Json(aggregate.ResultType, isTimestamp: aggregate.Field is { IsSystem: true }, value);

    /// <summary>A value as JSON text; null when there is none.</summary>
    /// <param name="isTimestamp">Whether a date comes as PostgreSQL's own and not as ISO text.</param>
    public static SqlText Json(FieldType type, bool isTimestamp, SqlText value)
    {
        var json = type switch
        {
            FieldType.Number or FieldType.Boolean => SqlText.Of($"{value}::text"),
            FieldType.Date when isTimestamp => SqlText.Of($"'\"' || {FieldLocator.IsoOf(value)} || '\"'"),
            _ => SqlText.Of($"to_json({value})::text"),
        };
        return GraphCompiler.OrNull(json);
    }
}
