using BackendInfra.Core.Jobs;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;

namespace BackendInfra.Server.Jobs;

/// <summary>Hangfire's queue, which all servers share. A run may stand in it twice: whoever takes it out asks for the run itself.</summary>
internal sealed class JobQueue(Lazy<JobStorage> storage)
{
    /// <summary>Adds a run.</summary>
    /// <remarks>Hangfire waits for the database in the thread that calls it, so it is given one of its own.</remarks>
    public Task AddAsync(JobRun run, TimeSpan delay, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var job = Job.FromExpression<HangfireJobs>(jobs => jobs.RunAsync(run.AppId, run.Id, CancellationToken.None));
            new BackgroundJobClient(storage.Value).Create(job, delay > TimeSpan.Zero ? new ScheduledState(delay) : new EnqueuedState());
        },
        cancellationToken);
}
