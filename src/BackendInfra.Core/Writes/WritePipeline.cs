using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes.Steps;

namespace BackendInfra.Core.Writes;

/// <summary>Every write of every front end (design §6): checked step by step, then one statement, and nothing half-done.</summary>
public sealed class WritePipeline(ISchemaRegistry registry, IObjectStore store, PasswordChanges passwords, ITriggerDispatcher triggers, IAccountMails mails, TimeProvider time)
{
    private readonly WriteTriggers _triggers = new(triggers, registry, store);

    private static readonly IWriteStep[] Admission = [new ResolveClass(), new CheckOperation()];

    /// <summary>The stages before the statement, in their order.</summary>
    private static readonly IWriteStep[] Steps =
    [
        .. Admission,
        new ApplyClassRules(),
        new ApplyDefaults(),
        new ResolveFields(),
        new SettleFiles(),
        new RequireFields(),
        new SettleOperations(),
    ];

    /// <summary>Runs one write in a transaction of its own.</summary>
    /// <exception cref="ParseException">The write is refused; nothing has changed.</exception>
    public async Task<WriteOutcome> RunAsync(App app, Principal principal, WritePlan plan, CancellationToken cancellationToken)
    {
        if (InstallationMerge.Concerns(plan))
            return await store.InTransactionAsync(app, transaction => RunAsync(app, principal, plan, transaction, cancellationToken), cancellationToken);

        var triggered = await _triggers.BeforeAsync(app, principal, plan, null, cancellationToken);
        (WriteContext Write, WriteOutcome Outcome) done;
        try
        {
            done = await RunOnceAsync(app, principal, triggered.Plan, cancellationToken);
        }
        catch (SchemaChangedException)
        {
            // Another server changed the class in the meantime; the registry has heard of it by now.
            plan.Answer?.Restart();
            done = await RunOnceAsync(app, principal, triggered.Plan, cancellationToken);
        }

        if (triggered.HasAfter)
            await _triggers.AfterAsync(app, principal, triggered, done.Write.Plan, done.Write.Class, done.Outcome);
        return Settle(done.Write, done.Outcome, triggered);
    }

    /// <summary>Runs one write as part of an open transaction. Its after-trigger runs when that is committed.</summary>
    /// <exception cref="ParseException">The write is refused; the caller rolls back.</exception>
    public async Task<WriteOutcome> RunAsync(App app, Principal principal, WritePlan plan, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        if (!InstallationMerge.Concerns(plan))
            return await RunAsync(app, principal, await BeforeAsync(app, principal, plan, transaction, cancellationToken), transaction, cancellationToken);

        var settled = await InstallationMerge.SettleAsync(plan, transaction, cancellationToken);
        var outcome = await RunAsync(app, principal, await BeforeAsync(app, principal, settled, transaction, cancellationToken), transaction, cancellationToken);
        return outcome with { IsMerged = settled.Kind != plan.Kind || settled.ObjectId != plan.ObjectId };
    }

    /// <summary>Runs the before-trigger of a write that is to be part of a transaction, ahead of it: so that no connection waits for the trigger.</summary>
    /// <param name="transaction">The transaction, where there is one already.</param>
    /// <exception cref="ParseException">The trigger refuses, or the caller may not write.</exception>
    public ValueTask<TriggeredWrite> BeforeAsync(App app, Principal principal, WritePlan plan, IStoreTransaction? transaction, CancellationToken cancellationToken) =>
        _triggers.BeforeAsync(app, principal, plan, transaction, cancellationToken);

    /// <summary>Runs one write, whose before-trigger has run, as part of an open transaction.</summary>
    /// <exception cref="ParseException">The write is refused; the caller rolls back.</exception>
    public async Task<WriteOutcome> RunAsync(App app, Principal principal, TriggeredWrite triggered, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var (write, outcome) = await RunInAsync(app, principal, triggered.Plan, transaction, cancellationToken);
        if (triggered.HasAfter)
            transaction.AfterCommit(() => _triggers.AfterAsync(app, principal, triggered, write.Plan, write.Class, outcome));
        return Settle(write, outcome, triggered);
    }

    /// <summary>Finds the object of an update that is about to follow in the transaction, and holds it against other writes.</summary>
    /// <exception cref="ParseException">The caller may not write it, or there is none.</exception>
    public static Task<ObjectState> LockAsync(App app, Principal principal, WritePlan plan, IStoreTransaction transaction, CancellationToken cancellationToken) =>
        WriteTriggers.LockAsync(app, principal, plan, transaction, cancellationToken);

    private async Task<(WriteContext Write, WriteOutcome Outcome)> RunOnceAsync(App app, Principal principal, WritePlan plan, CancellationToken cancellationToken)
    {
        var write = await PrepareAsync(app, principal, plan, await registry.GetAsync(app, cancellationToken), cancellationToken);
        if (write.ChangesSchema)
            return await store.InTransactionAsync(app, transaction => RunInAsync(app, principal, plan, transaction, cancellationToken), cancellationToken);

        var outcome = await store.WriteAsync(app, Authorize(write), cancellationToken) ?? throw await MissedAsync(write, check => store.FindAsync(app, check, cancellationToken));
        if (write.SendsVerification)
            mails.SendVerification(app, outcome.ObjectId);
        return (write, outcome);
    }

    private async Task<(WriteContext Write, WriteOutcome Outcome)> RunInAsync(App app, Principal principal, WritePlan plan, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var write = await PrepareInAsync(app, principal, plan, transaction, cancellationToken);
        var outcome = await transaction.WriteAsync(Authorize(write), cancellationToken) ?? throw await MissedAsync(write, check => transaction.FindAsync(check, cancellationToken));
        if (write.SendsVerification)
        {
            transaction.AfterCommit(() =>
            {
                mails.SendVerification(app, outcome.ObjectId);
                return Task.CompletedTask;
            });
        }

        return (write, outcome);
    }

    /// <summary>A write that has passed everything but its own statement, as part of an open transaction.</summary>
    /// <exception cref="ParseException">The write is refused; the caller rolls back.</exception>
    internal async Task<AuthorizedWrite> AuthorizeInAsync(App app, Principal principal, WritePlan plan, IStoreTransaction transaction, CancellationToken cancellationToken) =>
        Authorize(await PrepareInAsync(app, principal, plan, transaction, cancellationToken));

    /// <summary>A write of which only is known that the caller may try it.</summary>
    /// <exception cref="ParseException">The class's permissions refuse it.</exception>
    internal static WriteContext Admit(App app, Principal principal, WritePlan plan, SchemaSnapshot schema)
    {
        var write = new WriteContext { App = app, Principal = principal, Plan = plan, Schema = schema };
        foreach (var step in Admission)
            step.Run(write);
        return write;
    }

    private async Task<WriteContext> PrepareInAsync(App app, Principal principal, WritePlan plan, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var write = await PrepareAsync(app, principal, plan, transaction.Schema, cancellationToken);
        if (write.ChangesSchema)
            write.Schema = await transaction.ChangeSchemaAsync(write.ApplyEdits, cancellationToken);
        return write;
    }

    private async ValueTask<WriteContext> PrepareAsync(App app, Principal principal, WritePlan plan, SchemaSnapshot schema, CancellationToken cancellationToken)
    {
        var write = new WriteContext { App = app, Principal = principal, Plan = plan, Schema = schema };
        foreach (var step in Steps)
            step.Run(write);
        if (write.NewPassword is { } password)
            write.Plan = await passwords.ApplyAsync(app, write.Plan, password, cancellationToken);
        return write;
    }

    private AuthorizedWrite Authorize(WriteContext write)
    {
        var now = time.GetUtcNow();
        var milliseconds = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        return AccessGate.Authorize(write, milliseconds);
    }

    /// <summary>Why a write did not reach its object: that was changed in the meantime, or is not there for the caller.</summary>
    /// <param name="find">Looks for the object, on the connection of the write.</param>
    internal static async Task<ParseException> MissedAsync(WriteContext write, Func<AuthorizedWrite, Task<ObjectState?>> find, bool hasTrigger = false) =>
        write.Plan.IfUpdatedAt is not null && AccessGate.AuthorizeVersionCheck(write, DateTimeOffset.UnixEpoch) is { } check && await find(check) is { } found
            ? Refusals.Changed(found.ObjectId, found.UpdatedAt)
            : NotFound(write, hasTrigger);

    /// <summary>What a caller hears of an object that is not there, or not his to write.</summary>
    internal static ParseException NotFound(WriteContext write, bool hasTrigger = false) => write.Plan switch
    {
        { ClassName: UserClass.Name } when !write.Principal.IsUnrestricted => UserRules.InsufficientAuth(),
        { ClassName: SessionClass.Name, Kind: WriteKind.Delete } when !write.Principal.IsUnrestricted => Refusals.InvalidSessionToken(),
        { Kind: WriteKind.Delete } when hasTrigger => new ParseException(ErrorCode.ObjectNotFound, "Object not found for delete."),
        _ => Refusals.ObjectNotFound(),
    };

    private static WriteOutcome Settle(WriteContext write, WriteOutcome outcome, TriggeredWrite triggered)
    {
        // What is hidden from the caller is hidden in answers to his writes, too.
        Predicate<string>? told = null;
        bool IsTold(string field) => (told ??= AccessGate.Answered(write.Class, write.Principal, outcome.ObjectId))(field);
        var changed = write.Changed.Concat(outcome.Changed).ToList();
        changed.AddRange(triggered.Changed
            .Where(field => changed.TrueForAll(change => change.Field.Name != field))
            .Select(field => SetBy(write, field))
            .OfType<(FieldDefinition, ParseValue)>()
            .ToArray());
        return outcome with
        {
            Changed = [.. changed.Where(change => IsTold(change.Field.Name))],
            Unset = [.. triggered.Unset.Where(field => changed.TrueForAll(change => change.Field.Name != field) && IsTold(field))],
        };
    }

    /// <summary>What a trigger has set a field to; null for what is told to nobody, or is no value.</summary>
    private static (FieldDefinition Field, ParseValue Value)? SetBy(WriteContext write, string field)
    {
        if (field == Names.Acl)
            return write.Plan.Acl is { } acl ? (FieldDefinition.Acl, acl.ToValue()) : null;
        return write.Class.Find(field) is { IsSecret: false } definition && write.Plan.Changes.FirstOrDefault(change => change.Field == field)?.Operation is SetOperation set
            ? (definition, set.Value)
            : null;
    }
}
