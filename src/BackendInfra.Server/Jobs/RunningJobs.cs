using System.Collections.Concurrent;

namespace BackendInfra.Server.Jobs;

/// <summary>The runs in this process.</summary>
internal sealed class RunningJobs
{
    private readonly ConcurrentDictionary<(string AppId, string Id), RunningJob> _all = new();

    public IReadOnlyCollection<RunningJob> All => [.. _all.Values];

    public void Add(RunningJob job) => _all[(job.Run.AppId, job.Run.Id)] = job;

    public void Remove(RunningJob job) => _all.TryRemove(new((job.Run.AppId, job.Run.Id), job));

    /// <summary>Ends a run that is here.</summary>
    public void End(string appId, string id, JobEnding reason)
    {
        if (_all.TryGetValue((appId, id), out var job))
            job.End(reason);
    }
}
