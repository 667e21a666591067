using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Aggregates of fields, and how their results are compared and written.</summary>
internal static class AggregateSql
{
    public static SqlText Value(RowScope scope, FieldAggregate aggregate)
    {
        if (aggregate.Field is not { } field)
            return SqlText.Of($"count(*)");
        var place = scope.Locate(field);
        return aggregate.Function switch
        {
            AggregateFunction.CountDistinct => SqlText.Of($"count(DISTINCT {place.SortKey})"),
            AggregateFunction.Sum => SqlText.Of($"sum({place.Number})"),
            AggregateFunction.Average => SqlText.Of($"avg({place.Number})"),
            AggregateFunction.StandardDeviation => SqlText.Of($"stddev_samp({place.Number})"),
            AggregateFunction.Minimum => SqlText.Of($"min({place.SortKey})"),
            AggregateFunction.Maximum => SqlText.Of($"max({place.SortKey})"),
            _ => throw new InvalidOperationException($"{aggregate.Function} is of no field."),
        };
    }

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
