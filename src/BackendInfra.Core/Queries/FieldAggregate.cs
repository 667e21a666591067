using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Queries;

/// <summary>One number or value made of all rows that match, or of the rows of a group. Unset values count for nothing.</summary>
/// <param name="Field">What is aggregated; null for the number of rows.</param>
public sealed record FieldAggregate(AggregateFunction Function, FieldDefinition? Field)
{
    /// <summary>The number of rows.</summary>
    public static readonly FieldAggregate Count = new(AggregateFunction.Count, null);

    /// <summary>The type of the result: a number for all but the least and the greatest value, which are of the field's own.</summary>
    public FieldType ResultType => Function is AggregateFunction.Minimum or AggregateFunction.Maximum ? Field!.Type : FieldType.Number;
}

public enum AggregateFunction
{
    Count,

    /// <summary>The number of different values.</summary>
    CountDistinct,
    Sum,
    Average,

    /// <summary>The standard deviation of a sample: null for fewer than two values.</summary>
    StandardDeviation,
    Minimum,
    Maximum,
}
