using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Jobs;

/// <summary>Keeps runs of jobs: those under way with who runs them, and <c>_JobStatus</c>, which tells the app of all.</summary>
/// <remarks>A server holds a run for as long as it says so again and again; what it says of a run that it holds no more changes nothing.</remarks>
public interface IJobStore
{
    /// <summary>Adds a run that waits for a server, with its <c>_JobStatus</c>. The app has the class.</summary>
    /// <param name="now">When it was asked for.</param>
    /// <returns>False when another run of the job is under way, and not both may be; nothing has changed then.</returns>
    Task<bool> TryAddAsync(App app, JobRun run, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Takes a waiting run for a server, which holds it from then on.</summary>
    /// <returns>Null when it does not wait (any more).</returns>
    Task<JobRun?> ClaimAsync(App app, string id, string server, CancellationToken cancellationToken);

    /// <summary>Says that a server still holds its runs.</summary>
    /// <returns>The runs that it holds.</returns>
    Task<IReadOnlyList<JobBeat>> BeatAsync(string server, CancellationToken cancellationToken);

    /// <summary>Sets the message of a run that the server holds.</summary>
    Task ReportAsync(App app, string id, string server, string message, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Ends a run.</summary>
    /// <param name="server">Who holds it; null for one that waits.</param>
    /// <param name="message">Null leaves the last one.</param>
    /// <returns>Whether it was as the caller thought.</returns>
    Task<bool> FinishAsync(App app, string id, string? server, JobOutcome outcome, string? message, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Lets a run wait for its next attempt.</summary>
    /// <returns>Whether the server held it.</returns>
    Task<bool> ReleaseAsync(App app, string id, string server, string message, TimeSpan delay, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Asks for the end of a run, on whichever server it is; one that waits ends at once.</summary>
    /// <returns>Whether it was under way.</returns>
    Task<bool> CancelAsync(App app, string id, string message, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Takes runs from servers that have said nothing for a while. They wait from then on.</summary>
    Task<IReadOnlyList<JobRun>> TakeAbandonedAsync(TimeSpan silence, CancellationToken cancellationToken);

    /// <summary>Finds runs that have waited for a server for longer than they should: their place in the queue was lost. They are found again after as long.</summary>
    Task<IReadOnlyList<JobRun>> FindForgottenAsync(TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Deletes <c>_JobStatus</c> of finished runs.</summary>
    /// <param name="keep">How many of the newest stay.</param>
    /// <returns>How many were deleted.</returns>
    Task<int> PruneAsync(App app, DateTimeOffset before, int keep, CancellationToken cancellationToken);
}
