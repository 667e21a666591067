using BackendInfra.Core.Apps;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Core.Jobs;

/// <summary>One run of a job, which acts with the master key.</summary>
/// <param name="JobId">The object id of the run's <c>_JobStatus</c>.</param>
/// <param name="Parameters">A JSON object.</param>
public sealed record JobCall(App App, string Name, string JobId, RequestOrigin Origin, string Parameters);
