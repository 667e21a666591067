using BackendInfra.Core.Apps;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Logs;

namespace BackendInfra.Server.Jobs;

/// <summary>What the server itself has to say about runs, in the app's log.</summary>
internal sealed class JobLog(IAppLog log, TimeProvider time)
{
    public void Write(App app, JobRun run, AppLogLevel level, string message) =>
        log.Write(app, new AppLogEntry(time.GetUtcNow(), level, Source(run.Job), message) { JobId = run.Id, RequestId = run.Origin.RequestId });

    public void Write(App app, string job, AppLogLevel level, string message) => log.Write(app, new AppLogEntry(time.GetUtcNow(), level, Source(job), message));

    private static string Source(string job) => $"job {job}";
}
