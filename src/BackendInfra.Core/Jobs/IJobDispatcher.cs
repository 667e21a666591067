using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Jobs;

/// <summary>Finds and runs an app's jobs, wherever their code is.</summary>
public interface IJobDispatcher
{
    /// <summary>Sorted. Answered from memory.</summary>
    IEnumerable<string> Names(App app);

    /// <summary>Runs a job to its end. The wait may be long; cancelling ends the job's own work as far as it listens.</summary>
    /// <param name="report">Takes each message that the job gives as its progress.</param>
    /// <returns>The job's last words; null when it has none.</returns>
    /// <exception cref="Errors.ParseException">141 no such job, or what the job failed with.</exception>
    Task<string?> RunAsync(JobCall call, Func<string, Task> report, CancellationToken cancellationToken);
}
