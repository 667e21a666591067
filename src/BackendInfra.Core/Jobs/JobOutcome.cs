namespace BackendInfra.Core.Jobs;

/// <summary>How a run has ended.</summary>
public enum JobOutcome
{
    Succeeded,
    Failed,
    Cancelled,
}
