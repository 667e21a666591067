using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Writes.Steps;

/// <summary>On create, operations become the values they have on an unset field; on update, notes whose result must be returned.</summary>
internal sealed class SettleOperations : IWriteStep
{
    public void Run(WriteContext write)
    {
        if (write.Plan.Kind == WriteKind.Create)
            write.Plan = write.Plan with { Changes = [.. write.Plan.Changes.Select(change => Collapse(write, change)).OfType<FieldChange>()] };
        else
            write.Returning = Computed(write);
    }

    private static FieldChange? Collapse(WriteContext write, FieldChange change)
    {
        if (change.IsNested)
            throw Refusals.InvalidKeyName($"{change.Field}.{string.Join('.', change.Keys)}");

        ParseValue? value = change.Operation switch
        {
            IncrementOperation increment => new NumberValue(increment.Amount),
            AddOperation add => new ArrayValue(add.Items),
            AddUniqueOperation add => new ArrayValue([.. add.Items.Distinct()]),
            RemoveOperation => ArrayValue.Empty,
            SetOnInsertOperation set => set.Value,
            _ => null,
        };
        if (value is not null)
        {
            write.Changed.Add((write.Class.Find(change.Field)!, value));
            return change with { Operation = new SetOperation(value) };
        }

        return change.Operation is DeleteOperation ? null : change;
    }

    private static ImmutableArray<Schema.FieldDefinition> Computed(WriteContext write) =>
        [.. write.Plan.Changes
            .Where(change => change.Operation is IncrementOperation or AddOperation or AddUniqueOperation or RemoveOperation or SetOnInsertOperation || change.IsNested)
            .Select(change => write.Class.Find(change.Field))
            .OfType<Schema.FieldDefinition>()
            .Distinct()];
}
