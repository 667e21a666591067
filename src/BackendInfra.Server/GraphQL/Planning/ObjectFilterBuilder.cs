using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Conditions on places inside an Object field: every operand names its place, <c>{key, value}</c>.</summary>
internal sealed class ObjectFilterBuilder(FilterBuilder filters, ClassSchema schema, FieldDefinition field, InputScope scope, OperandReader reader)
{
    public Filter Build(InputValue input) =>
        Filter.And([.. scope.Members(input).Where(member => !scope.IsNull(member.Value)).Select(member => Operator(member.Name, member.Value)).OfType<Filter>()]);

    private Filter? Operator(string name, InputValue value)
    {
        if (FilterBuilder.Comparison(name) is { } comparison)
            return FilterBuilder.Compare(Path(value), comparison, Operand(value));
        return name switch
        {
            PathWhereTypes.Field => new ObjectPathFilterBuilder(filters, schema, field, scope).Build(value),
            "in" => In(value, negate: false),
            "notIn" => In(value, negate: true),
            "exists" => filters.Exists(FieldPath.Of(field), value),
            "inQueryKey" => filters.Select(FieldPath.Of(field), value),
            "notInQueryKey" => Filter.Not(filters.Select(FieldPath.Of(field), value)),
            _ => null,
        };
    }

    /// <summary>Values of the same place are alternatives; different places must all match.</summary>
    private Filter In(InputValue list, bool negate)
    {
        var places = scope.Items(list).Where(item => !scope.IsNull(item)).GroupBy(Path);
        var parts = places.Select(place => (Filter)new InFilter(place.Key, [.. place.Select(Operand)]));
        return Filter.And([.. parts.Select(part => negate ? Filter.Not(part) : part)]);
    }

    private FieldPath Path(InputValue item) => FieldPath.Parse(schema, $"{field.Name}.{scope.Text(scope.Member(item, "key"))}");

    private Operand Operand(InputValue item) => reader.One(scope.Member(item, "value") ?? NullInput.Instance);
}
