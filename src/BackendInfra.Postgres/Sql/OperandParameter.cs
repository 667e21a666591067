using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Sql;

/// <summary>An operand's value in the form that the compared expression has.</summary>
internal sealed record OperandParameter(NpgsqlDbType Type, Operand Operand, OperandForm Form) : Parameter(Type)
{
    public override object Value(ReadContext context) => OperandForms.Convert(Operand.Resolve(context.Variables), Form);
}

/// <summary>A list of operands as one array parameter, whatever their number.</summary>
internal sealed record OperandListParameter(NpgsqlDbType Type, ImmutableArray<Operand> Operands, OperandForm Form, bool KeepsNulls = false) : Parameter(Type)
{
    public override object Value(ReadContext context)
    {
        var values = Operands.SelectMany(operand => operand.Resolve(context.Variables) switch
        {
            // A variable may hold the whole list; its elements are the operands then.
            ArrayValue list when operand is not ConstantOperand => list.Items,
            var single => [single],
        }).Where(value => KeepsNulls || value is not NullValue);
        return Form switch
        {
            OperandForm.Number => values.Select(value => (double)OperandForms.Convert(value, Form)).ToArray(),
            OperandForm.Timestamp => values.Select(value => (DateTime)OperandForms.Convert(value, Form)).ToArray(),
            OperandForm.Boolean => values.Select(value => (bool)OperandForms.Convert(value, Form)).ToArray(),
            _ => values.Select(value => (string)OperandForms.Convert(value, Form)).ToArray(),
        };
    }

    public bool Equals(OperandListParameter? other) =>
        other is not null && Type == other.Type && Form == other.Form && KeepsNulls == other.KeepsNulls && Operands.SequenceEqual(other.Operands);

    public override int GetHashCode() => HashCode.Combine(Type, Form, KeepsNulls, Operands.Length);
}
