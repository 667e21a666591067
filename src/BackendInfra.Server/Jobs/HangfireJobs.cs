using Hangfire;

namespace BackendInfra.Server.Jobs;

/// <summary>What Hangfire's workers call. Retries are ours, since they are part of the app's policy.</summary>
internal sealed class HangfireJobs(JobRunner runner)
{
    /// <param name="cancellationToken">Hangfire's: cancelled when the server stops.</param>
    [AutomaticRetry(Attempts = 0)]
    public Task RunAsync(string appId, string runId, CancellationToken cancellationToken) => runner.RunAsync(appId, runId, cancellationToken);
}
