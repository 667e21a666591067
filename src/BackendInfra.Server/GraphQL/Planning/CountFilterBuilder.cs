using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Conditions on how many members of a relation match: <c>count: {where: {…}, greaterThan: 2}</c>.</summary>
internal sealed class CountFilterBuilder(FilterBuilder filters, InputScope scope)
{
    /// <exception cref="ParseException">102 a pointer, or a comparison with nothing.</exception>
    public Filter Build(FieldPath path, ClassTypes target, InputValue input)
    {
        if (path.Field!.Type != FieldType.Relation)
            throw Refusals.InvalidQuery($"count needs a relation: {path.Name} is a pointer.");
        var members = new ReadPlan(target.Class) { Where = filters.Build(target, scope.Member(input, "where")) };
        Filter[] comparisons = [.. scope.Members(input)
            .Where(member => !scope.IsNull(member.Value) && FilterBuilder.Comparison(member.Name) is not null)
            .Select(member => new MemberCountFilter(path, members, FilterBuilder.Comparison(member.Name)!.Value, filters.Reader(OperandKind.Number).One(member.Value)))];
        return comparisons.Length > 0 ? Filter.And([.. comparisons]) : throw Refusals.InvalidQuery($"count needs a number to compare the members of {path.Name} with.");
    }
}
