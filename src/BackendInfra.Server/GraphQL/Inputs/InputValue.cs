using System.Collections.Immutable;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.GraphQL.Inputs;

/// <summary>A coerced argument or variable. Literals keep the variables inside them, so that a plan can leave them open.</summary>
internal abstract record InputValue;

internal sealed record NullInput : InputValue
{
    public static readonly NullInput Instance = new();
}

/// <param name="Value">Enum values come as their names.</param>
internal sealed record ScalarInput(ParseValue Value) : InputValue
{
    public string Text => ((StringValue)Value).Text;

    public double Number => ((NumberValue)Value).Number;

    public bool Flag => ((BooleanValue)Value).Flag;
}

internal sealed record ListInput(ImmutableArray<InputValue> Items) : InputValue;

/// <summary>An input object; members that were left out are not in it.</summary>
internal sealed record ObjectInput(ImmutableArray<(string Name, InputValue Value)> Members) : InputValue;

/// <summary>A variable in a literal.</summary>
/// <param name="Name">Without the <c>$</c>.</param>
internal sealed record VariableInput(string Name) : InputValue;

/// <summary>A literal of a free-form scalar that has variables inside, such as <c>{a: $x}</c> for an Object.</summary>
/// <param name="Build">Gives the value for a request's raw variables.</param>
internal sealed record OpenScalarInput(ImmutableArray<string> Variables, Func<InputScope, ParseValue> Build) : InputValue;
