using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Jobs;

namespace BackendInfra.Server.Jobs;

/// <summary>For servers whose apps have no code of their own.</summary>
internal sealed class NoJobs : IJobDispatcher
{
    public IEnumerable<string> Names(App app) => [];

    public Task<string?> RunAsync(JobCall call, Func<string, Task> report, CancellationToken cancellationToken) => throw JobRuns.Unknown();
}
