using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Makes conditions on groups of having inputs.</summary>
/// <param name="limits">What the caller may ask for; null for the master key.</param>
internal sealed class HavingReader(InputScope scope, RequestLimits? limits)
{
    private int _comparisons;
    private int _depth;

    /// <returns>Null for all groups.</returns>
    /// <exception cref="ParseException">102 too many comparisons, or nested too deep.</exception>
    public GroupCondition? Read(ClassSchema schema, InputValue? having) => scope.SettleOrNull(having) is { } input ? All(schema, input) : null;

    private AllOfGroups All(ClassSchema schema, InputValue input)
    {
        if (++_depth > (limits?.WhereDepth ?? int.MaxValue))
            throw Refusals.InvalidQuery($"A having may be nested at most {limits!.WhereDepth} levels deep.");
        var parts = Given(input).SelectMany(member => Member(schema, member.Name, member.Value)).ToImmutableArray();
        _depth--;
        return new AllOfGroups(parts);
    }

    private IEnumerable<GroupCondition> Member(ClassSchema schema, string name, InputValue value) => name switch
    {
        "AND" => [new AllOfGroups(Alternatives(schema, value))],
        "OR" => [new AnyOfGroups(Alternatives(schema, value))],
        "NOR" => [new NotGroup(new AnyOfGroups(Alternatives(schema, value)))],
        "count" => Comparisons(FieldAggregate.Count, value),
        _ => Given(value).SelectMany(field => Comparisons(new FieldAggregate(AggregateFields.Functions[name], schema.Find(field.Name)), field.Value)),
    };

    private ImmutableArray<GroupCondition> Alternatives(ClassSchema schema, InputValue list) =>
        [.. scope.Items(list).Select(item => All(schema, item))];

    private IEnumerable<GroupCondition> Comparisons(FieldAggregate aggregate, InputValue input)
    {
        var reader = new OperandReader(scope, 0, Kind(aggregate.ResultType), value => value);
        foreach (var (name, value) in scope.Members(input))
        {
            if (++_comparisons > (limits?.GroupComparisons ?? int.MaxValue))
                throw Refusals.InvalidQuery($"A having may hold at most {limits!.GroupComparisons} comparisons.");
            var (comparison, operand) = (FilterBuilder.Comparison(name)!.Value, reader.One(value));

            // Nothing has an order with null.
            yield return operand.Kind == OperandKind.Null && comparison is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual)
                ? new AnyOfGroups([])
                : new AggregateComparison(aggregate, comparison, operand);
        }
    }

    private IEnumerable<(string Name, InputValue Value)> Given(InputValue input) => scope.Members(input).Where(member => !scope.IsNull(member.Value));

    private static OperandKind Kind(FieldType type) => type switch
    {
        FieldType.Number => OperandKind.Number,
        FieldType.Date => OperandKind.Date,
        _ => OperandKind.String,
    };
}
