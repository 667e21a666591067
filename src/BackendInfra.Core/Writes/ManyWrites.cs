using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Core.Writes;

/// <summary>
/// Writes of many objects in one transaction, all of them or none. Each passes the steps of <see cref="WritePipeline"/>; one
/// statement writes them, unless the class has triggers or rules of its own: then it is one after the other.
/// </summary>
public sealed class ManyWrites(WritePipeline pipeline, ITriggerDispatcher triggers)
{
    /// <param name="plans">Creates of one class. All share one answer.</param>
    /// <returns>The new objects' ids, in the order of the plans.</returns>
    /// <exception cref="ParseException">A create is refused; its place is told.</exception>
    public async Task<ImmutableArray<string>> CreateAsync(App app, Principal principal, IReadOnlyList<WritePlan> plans, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        if (plans.Count == 0)
            return [];
        WritePipeline.Admit(app, principal, plans[0], transaction.Schema);
        var writes = new List<AuthorizedWrite>();
        var ids = ImmutableArray.CreateBuilder<string>();
        var isSingle = IsWrittenSingly(app, plans[0].ClassName);
        for (var i = 0; i < plans.Count; i++)
        {
            try
            {
                if (isSingle)
                    ids.Add((await pipeline.RunAsync(app, principal, plans[i], transaction, cancellationToken)).ObjectId);
                else
                    writes.Add(await pipeline.AuthorizeInAsync(app, principal, plans[i], transaction, cancellationToken));
            }
            catch (ParseException refusal)
            {
                throw new ParseException(refusal.Code, $"Object {i}: {refusal.Message}", refusal) { HttpStatus = refusal.HttpStatus };
            }
        }

        if (isSingle)
            return ids.ToImmutable();
        await transaction.CreateManyAsync(writes, cancellationToken);
        return [.. writes.Select(write => write.Plan.ObjectId!)];
    }

    /// <param name="plan">An update or a delete with <see cref="WritePlan.Targets"/>.</param>
    /// <param name="versions">What the objects' <c>updatedAt</c> must still be, by their ids.</param>
    /// <param name="counted">Told how many objects there are, before any is written.</param>
    /// <returns>The written objects' ids: in the given order, or in that of the ids where a condition has named them.</returns>
    /// <exception cref="ParseException">The write is refused; 101 one of the named objects is not there for the caller; 251 one was changed; 102 a condition matches too many.</exception>
    public async Task<ImmutableArray<string>> RunAsync(
        App app, Principal principal, WritePlan plan, ImmutableDictionary<string, DateTimeOffset> versions, Action<int> counted, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var targets = plan.Targets!;
        var admitted = WritePipeline.Admit(app, principal, plan, transaction.Schema);
        var locked = await transaction.LockManyAsync(AccessGate.Authorize(admitted, DateTimeOffset.UnixEpoch), cancellationToken);
        if (targets.Where is not null && locked.Count > targets.Limit)
            throw Refusals.InvalidQuery($"More than {targets.Limit} objects match: one write may concern at most so many.");
        counted(locked.Count);

        var known = locked.ToDictionary(found => found.ObjectId, found => found.UpdatedAt, StringComparer.Ordinal);
        foreach (var id in targets.Ids)
        {
            var version = versions.TryGetValue(id, out var wanted) ? wanted : (DateTimeOffset?)null;
            if (known.TryGetValue(id, out var updatedAt) && (version is null || version == updatedAt))
                continue;
            admitted.Plan = plan with { ObjectId = id, IfUpdatedAt = version, Targets = null, Answer = null };
            throw await WritePipeline.MissedAsync(admitted, check => transaction.FindAsync(check, cancellationToken));
        }

        ImmutableArray<string> ids = targets.Where is null ? targets.Ids : [.. locked.Select(found => found.ObjectId)];
        if (ids.IsEmpty)
            return ids;
        if (IsWrittenSingly(app, plan.ClassName))
        {
            foreach (var id in ids)
                await pipeline.RunAsync(app, principal, plan with { ObjectId = id, Targets = null }, transaction, cancellationToken);
            return ids;
        }

        var write = await pipeline.AuthorizeInAsync(app, principal, plan with { Targets = new WriteTargets(ids) }, transaction, cancellationToken);
        var count = await transaction.WriteManyAsync(write, cancellationToken);
        return count == ids.Length ? ids : throw Refusals.ObjectNotFound();
    }

    private bool IsWrittenSingly(App app, string className) => Names.IsSystemClass(className) || triggers.Of(app, className) != TriggerKinds.None;
}
