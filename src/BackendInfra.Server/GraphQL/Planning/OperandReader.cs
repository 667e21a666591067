using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Inputs;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Makes operands of the inputs at one kind of position.</summary>
/// <param name="Kind">What values there are; null when each value says it itself, and variables cannot be left open.</param>
/// <param name="Convert">What the position makes of a value.</param>
internal sealed record OperandReader(InputScope Scope, int MaxItems, OperandKind? Kind, Func<ParseValue, ParseValue> Convert)
{
    public Operand One(InputValue input)
    {
        if (Scope.IsNull(input))
            return Operand.Of(ParseValue.Null);
        if (input is VariableInput variable && Kind is { } kind)
            return new VariableOperand(variable.Name, kind, Convert, MaxItems);
        return Operand.Of(Convert(Value(Scope.Settle(input))));
    }

    /// <summary>The operands of a list. A variable that holds the whole of it stays one operand.</summary>
    /// <exception cref="ParseException">102 when the list is too long.</exception>
    public ImmutableArray<Operand> Many(InputValue input)
    {
        if (input is VariableInput variable && Kind is { } kind && Scope.Peek(variable.Name) is ListInput { Items: var values } && !values.Any(value => value is NullInput))
            return [new VariableOperand(variable.Name, kind, Convert, MaxItems)];
        var items = Scope.Items(input).ToImmutableArray();
        return items.Length > MaxItems ? throw VariableOperand.TooLong(MaxItems) : [.. items.Select(One)];
    }

    private static ParseValue Value(InputValue? input) =>
        input is ScalarInput scalar ? scalar.Value : throw Refusals.InvalidQuery("A single value is needed here.");
}
