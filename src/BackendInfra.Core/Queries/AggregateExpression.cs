using System.Collections.Immutable;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

/// <summary>A value made of one document of an aggregation.</summary>
public abstract record AggregateExpression;

public sealed record ConstantExpression(ParseValue Value) : AggregateExpression;

/// <summary>A place in the document.</summary>
public sealed record AggregatePath(ImmutableArray<string> Keys) : AggregateExpression;

/// <summary>A part of a date, in UTC.</summary>
public sealed record DatePartExpression(DatePart Part, AggregatePath Path) : AggregateExpression;

public sealed record ObjectExpression(ImmutableArray<(string Name, AggregateExpression Value)> Members) : AggregateExpression;

public enum DatePart
{
    Year,
    Month,
    DayOfMonth,
    DayOfYear,
    DayOfWeek,
    Hour,
    Minute,
    Second,
}

/// <summary>A document of an aggregation as conditions see it: an object under one key of a row of no class.</summary>
public static class AggregateDocument
{
    private static readonly FieldDefinition Field = new("document", FieldType.Object);

    /// <summary>The class whose only field holds the document.</summary>
    public static readonly ClassSchema Class = new ClassSchema("Document").With(Field);

    /// <summary>The field's key.</summary>
    public static string Key => Field.Name;
}
