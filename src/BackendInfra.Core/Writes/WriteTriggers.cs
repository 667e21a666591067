using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes.Steps;

namespace BackendInfra.Core.Writes;

/// <summary>The triggers around a write (reference §7). A class without any costs one look at a table.</summary>
internal sealed class WriteTriggers(ITriggerDispatcher dispatcher, ISchemaRegistry registry, IObjectStore store)
{
    /// <summary>What a caller may not do at all is refused before a trigger hears of it.</summary>
    private static readonly IWriteStep[] Admission = [new ResolveClass(), new CheckOperation(), new ApplyClassRules()];

    private static readonly ImmutableDictionary<string, ParseValue> NoValues = ImmutableDictionary.Create<string, ParseValue>(StringComparer.Ordinal);

    /// <summary>Runs the before-trigger. Outside of a transaction no connection is held while it runs.</summary>
    /// <exception cref="ParseException">The trigger or a permission refuses, or there is no object that the caller may write.</exception>
    public async ValueTask<TriggeredWrite> BeforeAsync(App app, Principal principal, WritePlan plan, IStoreTransaction? transaction, CancellationToken cancellationToken)
    {
        var kinds = dispatcher.Of(app, plan.ClassName) & (plan.Kind == WriteKind.Delete ? TriggerKinds.BeforeDelete | TriggerKinds.AfterDelete : TriggerKinds.BeforeSave | TriggerKinds.AfterSave);
        if (kinds == TriggerKinds.None)
            return new TriggeredWrite(plan);
        if (plan.Origin.Depth >= RequestOrigin.MaxDepth)
            throw new ParseException(ErrorCode.ScriptFailed, $"Triggers call each other more than {RequestOrigin.MaxDepth} levels deep.");

        var schema = transaction?.Schema ?? await registry.GetAsync(app, cancellationToken);
        var admitted = Admit(app, principal, plan, schema);
        var original = plan.Kind == WriteKind.Create ? null : await OriginalAsync(admitted, transaction, cancellationToken);

        var triggered = new TriggeredWrite(plan, kinds) { Original = original };
        if ((kinds & TriggerKinds.BeforeDelete) != 0)
            await dispatcher.BeforeAsync(Call(app, principal, triggered, TriggerKinds.BeforeDelete, TriggerObject.Of(plan.ClassName, original!), null, transaction), cancellationToken);
        return (kinds & TriggerKinds.BeforeSave) != 0
            ? await BeforeSaveAsync(app, principal, triggered, admitted.Class, transaction, cancellationToken)
            : triggered;
    }

    /// <summary>Runs the after-trigger of what has happened; it never fails.</summary>
    /// <param name="outcome">With every value that the statement returned.</param>
    public Task AfterAsync(App app, Principal principal, TriggeredWrite triggered, WritePlan written, ClassSchema schema, WriteOutcome outcome)
    {
        if (written.Kind == WriteKind.Delete)
            return dispatcher.AfterAsync(Call(app, principal, triggered, TriggerKinds.AfterDelete, TriggerObject.Of(written.ClassName, triggered.Original!), null, null));

        var values = Values(schema, triggered.Original, written);
        foreach (var (field, value) in outcome.Changed)
            values = value is NullValue ? values.Remove(field.Name) : values.SetItem(field.Name, value);
        var saved = new TriggerObject(written.ClassName, outcome.ObjectId, values)
        {
            CreatedAt = outcome.CreatedAt,
            UpdatedAt = outcome.UpdatedAt,
            Acl = AclAfter(triggered.Original, written),
        };
        return dispatcher.AfterAsync(Call(app, principal, triggered, TriggerKinds.AfterSave, saved, Original(triggered), null));
    }

    /// <exception cref="ParseException">A permission refuses, or there is no object that the caller may write.</exception>
    public static async Task<ObjectState> LockAsync(App app, Principal principal, WritePlan plan, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var admitted = Admit(app, principal, plan, transaction.Schema);
        return await transaction.LockAsync(AccessGate.Authorize(admitted, DateTimeOffset.UnixEpoch), cancellationToken)
            ?? throw await WritePipeline.MissedAsync(admitted, check => transaction.FindAsync(check, cancellationToken));
    }

    private static WriteContext Admit(App app, Principal principal, WritePlan plan, SchemaSnapshot schema)
    {
        var admitted = new WriteContext { App = app, Principal = principal, Plan = plan, Schema = schema };
        foreach (var step in Admission)
            step.Run(admitted);
        return admitted;
    }

    private async Task<ObjectState> OriginalAsync(WriteContext write, IStoreTransaction? transaction, CancellationToken cancellationToken)
    {
        Task<ObjectState?> Find(AuthorizedWrite of) => transaction is null ? store.FindAsync(write.App, of, cancellationToken) : transaction.FindAsync(of, cancellationToken);
        return await Find(AccessGate.Authorize(write, DateTimeOffset.UnixEpoch)) ?? throw await WritePipeline.MissedAsync(write, Find, hasTrigger: true);
    }

    private async Task<TriggeredWrite> BeforeSaveAsync(App app, Principal principal, TriggeredWrite triggered, ClassSchema schema, IStoreTransaction? transaction, CancellationToken cancellationToken)
    {
        var (plan, original) = (triggered.Plan, triggered.Original);
        var seen = new TriggerObject(plan.ClassName, plan.ObjectId, Values(schema, original, plan))
        {
            CreatedAt = original?.CreatedAt,
            UpdatedAt = original?.UpdatedAt,
            Acl = AclAfter(original, plan),
        };
        var answer = await dispatcher.BeforeSaveAsync(Call(app, principal, triggered, TriggerKinds.BeforeSave, seen, Original(triggered), transaction), cancellationToken);
        return TriggerChanges.Apply(triggered, seen, answer);
    }

    private static ObjectTriggerCall Call(
        App app, Principal principal, TriggeredWrite triggered, TriggerKinds kind, TriggerObject about, TriggerObject? original, IStoreTransaction? transaction) =>
        new(app, kind, triggered.Plan.ClassName, principal, triggered.Plan.Origin, about, original) { Transaction = transaction };

    private static TriggerObject? Original(TriggeredWrite triggered) =>
        triggered.Original is { } state ? TriggerObject.Of(triggered.Plan.ClassName, state) : null;

    /// <summary>The object's values with the plan's operations. A secret, such as a new password, is for no trigger.</summary>
    private static ImmutableDictionary<string, ParseValue> Values(ClassSchema schema, ObjectState? original, WritePlan plan) =>
        MemoryUpdate.Apply(
            original?.Values.ToImmutableDictionary(StringComparer.Ordinal) ?? NoValues,
            plan.Changes.Where(change => schema.Find(change.Field) is not { IsSecret: true }),
            plan.Kind);

    private static Acl? AclAfter(ObjectState? original, WritePlan plan) => plan.ClearsAcl ? null : plan.Acl ?? original?.Acl;
}
