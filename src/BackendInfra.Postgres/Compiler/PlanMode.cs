using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Postgres.Compiler;

/// <summary>
/// Which of PostgreSQL's two plan modes serves a read: a generic plan saves the planning of every execution, a custom one
/// knows the values. The automatic choice gets both wrong (docs/decisions.md).
/// </summary>
internal static class PlanMode
{
    public static bool NeedsCustomPlan(ReadPlan plan) =>
        plan.ReturnsTotal || plan.Summarizes || !plan.DistinctOn.IsEmpty || CountsWindow(plan) || NeedsValues(plan.Where) || NeedsValues(plan.Readable) || MeetsPartialIndex(plan);

    /// <summary>Whether the page depends on how many rows there are.</summary>
    private static bool CountsWindow(ReadPlan plan) => plan.Window is not null || (plan.FromEnd && plan.Skip is not null);

    /// <summary>Whether a partial index may serve: that its condition holds can only be seen from the values.</summary>
    private static bool MeetsPartialIndex(ReadPlan plan) =>
        plan.Class.Indexes.Any(index => index.Where.Any(condition => condition is not IndexExistence) && index.Where.All(condition => Compares(plan.Where, condition.Field)));

    private static bool Compares(Filter filter, string field) => filter switch
    {
        AndFilter and => and.Parts.Any(part => Compares(part, field)),
        ComparisonFilter comparison => comparison.Path.Name == field,
        InFilter list => list.Path.Name == field,
        ExistsFilter exists => exists.Path.Name == field,
        _ => false,
    };

    /// <summary>Whether an index other than a btree, or the number of matches, decides how the filter is best run.</summary>
    private static bool NeedsValues(Filter filter) => filter switch
    {
        AndFilter and => and.Parts.Any(NeedsValues),
        OrFilter or => or.Parts.Any(NeedsValues),
        NotFilter not => NeedsValues(not.Part),
        ComparisonFilter comparison => comparison.Path.IsNested || comparison.Path.Field?.Type is FieldType.Array or FieldType.Relation,
        CallerFilter own => own.Fields.Length != 1 || own.Fields[0].Type == FieldType.Array,
        ExistsFilter => false,
        InFilter => false,
        _ => true,
    };
}
