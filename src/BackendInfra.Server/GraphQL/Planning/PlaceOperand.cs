using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Inputs;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>A GeoPoint of whose numbers some are variables, so that one plan serves all places.</summary>
internal sealed record PlaceOperand(InputValue Input) : Operand
{
    public override OperandKind Kind => OperandKind.Json;

    /// <exception cref="ParseException">102 or 107 a place that is none.</exception>
    public static Operand Of(InputValue input, InputScope scope) =>
        input is VariableInput || (input is ObjectInput place && place.Members.Any(member => member.Value is VariableInput))
            ? new PlaceOperand(input)
            : Operand.Of(GeoFilterBuilder.Point(scope, input));

    /// <exception cref="ParseException">102 or 107 a place that is none.</exception>
    public override ParseValue Resolve(IReadOnlyDictionary<string, object?> variables) => GeoFilterBuilder.Point(new InputScope(variables), Input);
}
