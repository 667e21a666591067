using System.Collections.Immutable;

namespace BackendInfra.Core.Queries;

/// <summary>One stage of an aggregation: documents in, documents out. The first stage gets the objects of the class.</summary>
public abstract record AggregateStage;

/// <param name="Where">Its paths begin with <see cref="AggregateDocument"/>'s field.</param>
public sealed record MatchStage(Filter Where) : AggregateStage;

/// <summary>One document for each different id.</summary>
/// <param name="Fields">What is told of each group beside its id.</param>
public sealed record GroupStage(AggregateExpression Id, ImmutableArray<Accumulator> Fields) : AggregateStage;

/// <summary>Documents of these fields only; those without a value are left out.</summary>
public sealed record ProjectStage(ImmutableArray<(string Name, AggregateExpression Value)> Fields) : AggregateStage;

/// <summary>Documents without these fields.</summary>
public sealed record OmitStage(ImmutableArray<string> Fields) : AggregateStage;

public sealed record SortStage(ImmutableArray<(AggregatePath Path, bool Descending)> Keys) : AggregateStage;

public sealed record LimitStage(int Count) : AggregateStage;

public sealed record SkipStage(int Count) : AggregateStage;

/// <summary>A document for each element of an array; without elements none.</summary>
public sealed record UnwindStage(AggregatePath Path) : AggregateStage;

/// <summary>The different values of a field, those of arrays by element. Ends an aggregation: its rows are values.</summary>
public sealed record DistinctStage(AggregatePath Path) : AggregateStage;

public sealed record Accumulator(string Name, AccumulatorKind Kind, AggregateExpression Value);

public enum AccumulatorKind
{
    Sum,
    Average,
    Minimum,
    Maximum,
    Count,
}
