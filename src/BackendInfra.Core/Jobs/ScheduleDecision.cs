namespace BackendInfra.Core.Jobs;

/// <summary>What becomes of a schedule that is due.</summary>
/// <param name="Run">The run that begins; null for none.</param>
/// <param name="Next">When it is due again; null: never.</param>
public sealed record ScheduleDecision(JobRun? Run, DateTimeOffset? Next);
