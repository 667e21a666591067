using System.Collections.Immutable;
using BackendInfra.Core.Files;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Writes;

/// <summary>Puts what a <c>beforeSave</c> changed into the plan.</summary>
internal static class TriggerChanges
{
    /// <summary>
    /// The write with the trigger's changes. A trigger may send back the whole object:
    /// what is as it was stays the caller's own operation, so that an Increment remains one.
    /// </summary>
    /// <param name="seen">What the trigger was shown.</param>
    public static TriggeredWrite Apply(TriggeredWrite triggered, TriggerObject seen, SaveAnswer answer)
    {
        var plan = triggered.Plan;
        var changed = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var unset = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var change in answer.Changes)
        {
            if (Settle(plan, seen, change) is not { } settled)
                continue;
            (settled is { IsNested: false, Operation: DeleteOperation } ? unset : changed).Add(settled.Field);
            var others = settled.IsNested ? plan.Changes : plan.Changes.RemoveAll(other => other.Field == settled.Field);
            plan = plan with { Changes = others.Add(settled) };
        }

        if ((answer.ClearsAcl && seen.Acl is not null) || (answer.Acl is { } acl && !acl.Equals(seen.Acl)))
        {
            (answer.ClearsAcl ? unset : changed).Add(Names.Acl);
            plan = plan with { Acl = answer.ClearsAcl ? null : answer.Acl, ClearsAcl = answer.ClearsAcl };
        }

        if (answer.Context is { } context)
            plan = plan with { Origin = plan.Origin with { Context = context } };
        return triggered with { Plan = plan, Changed = changed.ToImmutable(), Unset = unset.ToImmutable() };
    }

    /// <summary>The change as it is to be written; null when it changes nothing.</summary>
    private static FieldChange? Settle(WritePlan plan, TriggerObject seen, FieldChange change)
    {
        var old = seen.Values.GetValueOrDefault(change.Field);
        switch (change.Operation)
        {
            case SetOperation set when !change.IsNested:
                return old is not null && FileValues.WithUrls(old, plan.Origin.FilesUrl).Equals(FileValues.WithUrls(set.Value, plan.Origin.FilesUrl)) ? null : change;
            case DeleteOperation when !change.IsNested:
                return old is null ? null : change;
            case RelationOperation { Add.IsEmpty: true, Remove.IsEmpty: true }:
                return null;
            case RelationOperation:
                return change;
        }

        // An operation on what the caller writes himself acts on his value.
        if (change.IsNested || plan.Changes.All(other => other.Field != change.Field))
            return change;
        var value = MemoryUpdate.Apply(seen.Values, [change], plan.Kind).GetValueOrDefault(change.Field);
        return new FieldChange(change.Field, value is null ? DeleteOperation.Instance : new SetOperation(value));
    }
}
