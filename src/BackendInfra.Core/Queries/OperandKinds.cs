using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

public static class OperandKinds
{
    public static OperandKind Of(ParseValue value) => value switch
    {
        NullValue => OperandKind.Null,
        StringValue => OperandKind.String,
        NumberValue => OperandKind.Number,
        BooleanValue => OperandKind.Boolean,
        DateValue => OperandKind.Date,
        PointerValue => OperandKind.Pointer,
        _ => OperandKind.Json,
    };
}
