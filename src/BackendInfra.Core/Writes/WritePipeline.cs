using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Users;
using BackendInfra.Core.Writes.Steps;

namespace BackendInfra.Core.Writes;

/// <summary>Every write of every front end (design §6): checked step by step, then one statement, and nothing half-done.</summary>
public sealed class WritePipeline(ISchemaRegistry registry, IObjectStore store, PasswordChanges passwords, TimeProvider time)
{
    /// <summary>The stages before the statement, in their order.</summary>
    private static readonly IWriteStep[] Steps =
    [
        new ResolveClass(),
        new CheckOperation(),
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
        try
        {
            return await RunOnceAsync(app, principal, plan, cancellationToken);
        }
        catch (SchemaChangedException)
        {
            // Another server changed the class in the meantime; the registry has heard of it by now.
            return await RunOnceAsync(app, principal, plan, cancellationToken);
        }
    }

    /// <summary>Runs one write as part of an open transaction.</summary>
    /// <exception cref="ParseException">The write is refused; the caller rolls back.</exception>
    public async Task<WriteOutcome> RunAsync(App app, Principal principal, WritePlan plan, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var write = await PrepareAsync(app, principal, plan, transaction.Schema, cancellationToken);
        if (write.ChangesSchema)
            write.Schema = await transaction.ChangeSchemaAsync(write.ApplyEdits, cancellationToken);

        var outcome = await transaction.WriteAsync(Authorize(write), cancellationToken);
        return Settle(write, outcome);
    }

    private async Task<WriteOutcome> RunOnceAsync(App app, Principal principal, WritePlan plan, CancellationToken cancellationToken)
    {
        var write = await PrepareAsync(app, principal, plan, await registry.GetAsync(app, cancellationToken), cancellationToken);
        if (write.ChangesSchema)
            return await store.InTransactionAsync(app, transaction => RunAsync(app, principal, plan, transaction, cancellationToken), cancellationToken);

        var outcome = await store.WriteAsync(app, Authorize(write), cancellationToken);
        return Settle(write, outcome);
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

    /// <summary>What a caller hears of an object that is not there, or not his to write.</summary>
    private static ParseException NotFound(WriteContext write) => write.Principal.IsUnrestricted ? Refusals.ObjectNotFound() : write.Plan switch
    {
        { ClassName: UserClass.Name } => UserRules.InsufficientAuth(),
        { ClassName: SessionClass.Name, Kind: WriteKind.Delete } => Refusals.InvalidSessionToken(),
        _ => Refusals.ObjectNotFound(),
    };

    private static WriteOutcome Settle(WriteContext write, WriteOutcome? outcome)
    {
        if (outcome is null)
            throw NotFound(write);

        // What is hidden from the caller is hidden in answers to his writes, too.
        return outcome with { Changed = [.. write.Changed.Concat(outcome.Changed).Where(change => AccessGate.IsAnswered(write.Class, change.Field.Name, write.Principal, outcome.ObjectId))] };
    }
}
