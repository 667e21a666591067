using System.Collections.Immutable;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Postgres.Tests.Properties;

/// <summary>What updates mean, in the plainest way: one object's fields in memory.</summary>
internal sealed class WriteModel
{
    public ImmutableDictionary<string, ParseValue> Fields { get; private set; } = ImmutableDictionary<string, ParseValue>.Empty;

    /// <summary>Applies all changes, or none and gives false when a number would leave the finite doubles.</summary>
    public bool Apply(IEnumerable<FieldChange> changes)
    {
        var fields = Fields;
        foreach (var change in changes)
        {
            var changed = change.IsNested
                ? Nested(fields.GetValueOrDefault(change.Field), change.Keys.AsSpan(), change.Operation)
                : Own(fields.GetValueOrDefault(change.Field), change.Operation);
            if (IsInfinite(changed))
                return false;
            fields = changed is null ? fields.Remove(change.Field) : fields.SetItem(change.Field, changed);
        }

        Fields = fields;
        return true;
    }

    private static ParseValue? Own(ParseValue? old, FieldOperation operation)
    {
        var items = (old as ArrayValue ?? ArrayValue.Empty).Items;
        return operation switch
        {
            SetOperation set => set.Value,
            DeleteOperation => null,
            SetOnInsertOperation => old,
            IncrementOperation increment => new NumberValue(((old as NumberValue)?.Number ?? 0) + increment.Amount),
            AddOperation add => new ArrayValue(items.AddRange(add.Items)),
            AddUniqueOperation add => new ArrayValue(items.AddRange(add.Items.Distinct().Where(item => !items.Contains(item)))),
            RemoveOperation remove => new ArrayValue(items.RemoveAll(remove.Items.Contains)),
            _ => throw new InvalidOperationException(operation.ToString()),
        };
    }

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

    private static bool IsInfinite(ParseValue? value) => value switch
    {
        NumberValue number => !double.IsFinite(number.Number),
        ObjectValue map => map.Members.Values.Any(IsInfinite),
        _ => false,
    };
}
