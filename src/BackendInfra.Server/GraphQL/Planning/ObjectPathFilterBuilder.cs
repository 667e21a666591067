using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Inputs;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Conditions on a place inside an Object field by the type of what is there: <c>at: [{path, number: {…}}]</c>.</summary>
internal sealed class ObjectPathFilterBuilder(FilterBuilder filters, ClassSchema schema, FieldDefinition field, InputScope scope)
{
    /// <exception cref="ParseException">102 too many places, 105 what can be no path.</exception>
    public Filter Build(InputValue list)
    {
        var items = scope.Items(list).ToArray();
        return items.Length <= filters.MaxItems ? Filter.And([.. items.Select(Item)]) : throw VariableOperand.TooLong(filters.MaxItems);
    }

    private Filter Item(InputValue item)
    {
        var path = FieldPath.Parse(schema, $"{field.Name}.{scope.Text(scope.Member(item, "path"))}");
        return Filter.And([.. scope.Members(item).Where(member => !scope.IsNull(member.Value)).Select(member => Member(path, member.Name, member.Value)).OfType<Filter>()]);
    }

    private Filter? Member(FieldPath path, string name, InputValue value) => name switch
    {
        "string" => filters.Scalar(path, value, filters.Reader(OperandKind.String)),
        "number" => filters.Scalar(path, value, filters.Reader(OperandKind.Number)),
        "boolean" => filters.Scalar(path, value, filters.Reader(OperandKind.Boolean)),
        "date" => filters.Scalar(path, value, filters.Reader(OperandKind.Date)),
        "array" => Filter.And([.. scope.Members(value).Where(member => !scope.IsNull(member.Value)).Select(member => Array(path, member.Name, member.Value))]),
        "exists" => filters.Exists(path, value),
        _ => null,
    };

    private Filter Array(FieldPath path, string name, InputValue value)
    {
        var operands = filters.Reader(null).Many(value);
        return name switch
        {
            "contains" => new ContainsAllFilter(path, operands),
            "containedBy" => new ContainedByFilter(path, operands),
            _ => new ComparisonFilter(path, ComparisonOperator.Equal, Operand.Of(new ArrayValue([.. operands.Select(operand => operand.Resolve(scope.Variables))]))),
        };
    }
}
