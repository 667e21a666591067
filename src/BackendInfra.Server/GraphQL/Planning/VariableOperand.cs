using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Inputs;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>A variable that a plan leaves open, so that it serves every value. It is there and not null: that is part of the plan's key.</summary>
/// <param name="Convert">What the position makes of the value, such as decoding a global id.</param>
/// <param name="MaxItems">Greatest length of a variable that holds a list.</param>
internal sealed record VariableOperand(string Name, OperandKind ValueKind, Func<ParseValue, ParseValue> Convert, int MaxItems) : Operand
{
    /// <summary>The variable under which a mutation's read finds the id of the object that was written. No client can name it.</summary>
    public const string WrittenId = "";

    public override OperandKind Kind => ValueKind;

    public static VariableOperand Written() => new(WrittenId, OperandKind.String, value => value, 0);

    /// <summary>The ids of many objects that were written.</summary>
    public static VariableOperand WrittenMany() => new(WrittenId, OperandKind.String, value => value, int.MaxValue);

    /// <exception cref="ParseException">102 for a list that is too long.</exception>
    public override ParseValue Resolve(IReadOnlyDictionary<string, object?> variables) => variables[Name] switch
    {
        ScalarInput scalar => Convert(scalar.Value),
        ListInput list when list.Items.Length > MaxItems => throw TooLong(MaxItems),
        ListInput list => new ArrayValue([.. list.Items.Select(item => Convert(((ScalarInput)item).Value))]),
        var other => throw new InvalidOperationException($"Variable {Name} is {other?.GetType().Name ?? "missing"}."),
    };

    public static ParseException TooLong(int limit) => Refusals.InvalidQuery($"A list of values may have at most {limit} elements.");
}
