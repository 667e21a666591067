using BackendInfra.Core.Triggers;

namespace BackendInfra.Core.Jobs;

/// <summary>A run of a job that has not ended.</summary>
/// <param name="Id">The object id of its <c>_JobStatus</c>.</param>
/// <param name="Parameters">A JSON object.</param>
public sealed record JobRun(string AppId, string Id, string Job, string Parameters, RequestOrigin Origin, JobPolicy Policy)
{
    /// <summary>The schedule that asked for it; null when somebody did.</summary>
    public string? ScheduleId { get; init; }

    /// <summary>How often it has begun.</summary>
    public int Attempt { get; init; }
}
