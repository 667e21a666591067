namespace BackendInfra.Core.Queries;

/// <summary>What the compiler must know of an operand's value before it has it.</summary>
public enum OperandKind
{
    Null,
    String,
    Number,
    Boolean,
    Date,
    Pointer,

    /// <summary>Everything that is compared as JSON: objects, arrays, bytes in objects, geo points, files.</summary>
    Json,
}
