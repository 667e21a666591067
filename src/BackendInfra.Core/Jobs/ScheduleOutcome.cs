namespace BackendInfra.Core.Jobs;

/// <summary>What has become of a schedule that was due.</summary>
/// <param name="HasRun">Whether the run of the decision waits for a server now. If not, another run of the job was in its way.</param>
public sealed record ScheduleOutcome(ScheduleDecision Decision, bool HasRun);
