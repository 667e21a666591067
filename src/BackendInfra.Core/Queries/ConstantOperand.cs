using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

public sealed record ConstantOperand(ParseValue Value) : Operand
{
    public override OperandKind Kind => OperandKinds.Of(Value);

    public override ParseValue Resolve(IReadOnlyDictionary<string, object?> variables) => Value;
}
