using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;

namespace BackendInfra.Postgres.Tests;

/// <summary>Filters as people read them, for messages and goldens.</summary>
internal static class FilterText
{
    public static string Of(Filter filter) => filter switch
    {
        AndFilter and => $"and({string.Join(", ", and.Parts.Select(Of))})",
        OrFilter or => $"or({string.Join(", ", or.Parts.Select(Of))})",
        NotFilter not => $"not({Of(not.Part)})",
        ComparisonFilter c => $"{c.Path} {c.Operator} {Of(c.Operand)}",
        InFilter list => $"{list.Path} in [{Of(list.Operands)}]",
        ExistsFilter exists => $"{exists.Path} exists",
        RegexFilter regex => $"{regex.Path} matches /{regex.Pattern}/{regex.Options}",
        ContainsAllFilter all => $"{all.Path} contains all of [{Of(all.Operands)}]",
        ContainedByFilter contained => $"{contained.Path} contained by [{Of(contained.Operands)}]",
        InQueryFilter query => $"{query.Path} in query({query.Subquery.Class.Name} where {Of(query.Subquery.Where)})",
        MemberCountFilter count => $"{count.Path} with count({count.Members.Class.Name} where {Of(count.Members.Where)}) {count.Operator} {Of(count.Operand)}",
        SelectFilter select => $"{select.Path} in select({select.Key} of {select.Subquery.Class.Name} where {Of(select.Subquery.Where)})",
        RelatedToFilter related => $"related to {related.Owner.Name}.{related.Relation.Name} of {(related.OwnerId is null ? "this row" : Of(related.OwnerId))}",
        TextFilter text => $"{text.Path} has the {text.Language.Name} words {Of(text.Term)}",
        NearFilter near => $"{near.Path} within {near.MaxRadians} of {Of(near.Center)}",
        BoxFilter box => $"{box.Path} in the box {Of(box.SouthWest)} {Of(box.NorthEast)}",
        WithinPolygonFilter within => $"{within.Path} in the polygon {string.Join(' ', within.Area.Points.Select(Of))}",
        PolygonContainsFilter contains => $"{contains.Path} holds {Of(contains.Point)}",
        _ => filter.ToString(),
    };

    private static string Of(GeoPointValue point) => FormattableString.Invariant($"({point.Latitude}, {point.Longitude})");

    private static string Of(IEnumerable<Operand> operands) => string.Join(", ", operands.Select(Of));

    private static string Of(Operand operand) => operand is ConstantOperand constant ? ParseJsonText.Wire(constant.Value) : operand.ToString();
}
