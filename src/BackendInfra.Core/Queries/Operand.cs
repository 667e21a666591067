using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

/// <summary>The right side of a comparison. Either known when the plan is made, or a variable of a cached plan.</summary>
/// <remarks>The compiler looks only at <see cref="Kind"/>; the value itself becomes a parameter when the statement runs.</remarks>
public abstract record Operand
{
    public abstract OperandKind Kind { get; }

    /// <param name="variables">The request's coerced variables by name; a constant ignores them.</param>
    public abstract ParseValue Resolve(IReadOnlyDictionary<string, object?> variables);

    public static Operand Of(ParseValue value) => new ConstantOperand(value);

    public static Operand Of(int number) => new ConstantOperand(new NumberValue(number));
}
