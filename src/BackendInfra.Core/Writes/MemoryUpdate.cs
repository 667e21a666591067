using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Writes;

/// <summary>What operations make of an object's values, in memory: as the update's statement does, which a property test compares.</summary>
public static class MemoryUpdate
{
    /// <param name="values">The object's values by field; none for one that is being created.</param>
    /// <exception cref="ParseException">107 when a number leaves the finite doubles.</exception>
    public static ImmutableDictionary<string, ParseValue> Apply(ImmutableDictionary<string, ParseValue> values, IEnumerable<FieldChange> changes, WriteKind kind = WriteKind.Update)
    {
        foreach (var change in changes)
        {
            if (kind == WriteKind.Create && change.Operation is SetOnInsertOperation insert)
            {
                values = values.SetItem(change.Field, insert.Value);
                continue;
            }

            var old = values.GetValueOrDefault(change.Field);
            var changed = change.IsNested ? Nested(old, change.Keys.AsSpan(), change.Operation) : Own(old, change.Operation);
            values = changed is null ? values.Remove(change.Field) : values.SetItem(change.Field, changed);
        }

        return values;
    }

    private static ParseValue? Own(ParseValue? old, FieldOperation operation)
    {
        var items = (old as ArrayValue ?? ArrayValue.Empty).Items;
        return operation switch
        {
            SetOperation set => set.Value,
            DeleteOperation => null,
            SetOnInsertOperation => old,
            IncrementOperation increment => Sum((old as NumberValue)?.Number ?? 0, increment.Amount),
            AddOperation add => new ArrayValue(items.AddRange(add.Items)),
            AddUniqueOperation add => new ArrayValue(items.AddRange(add.Items.Distinct().Where(item => !items.Contains(item)))),
            RemoveOperation remove => new ArrayValue(items.RemoveAll(remove.Items.Contains)),
            RelationOperation relation => relation.TargetClass is null ? old : new RelationValue(relation.TargetClass),
            _ => throw new InvalidOperationException($"No effect is known for {operation.GetType().Name}."),
        };
    }

    private static NumberValue Sum(double old, double amount) => double.IsFinite(old + amount)
        ? new NumberValue(old + amount)
        : throw Refusals.InvalidJson("The number is out of range: it must be a finite double.");

    private static ParseValue? Nested(ParseValue? old, ReadOnlySpan<string> keys, FieldOperation operation)
    {
        if (keys.IsEmpty)
            return Own(old, operation);

        var map = old as ObjectValue;
        if (map is null && operation is DeleteOperation)
            return old;
        map ??= ObjectValue.Empty;
        if (operation is DeleteOperation && !map.Members.ContainsKey(keys[0]))
            return map;
        var member = Nested(map.Members.GetValueOrDefault(keys[0]), keys[1..], operation);
        return new ObjectValue(member is null ? map.Members.Remove(keys[0]) : map.Members.SetItem(keys[0], member));
    }
}
