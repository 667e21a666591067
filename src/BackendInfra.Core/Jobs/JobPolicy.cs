namespace BackendInfra.Core.Jobs;

/// <summary>How a job is run.</summary>
public sealed record JobPolicy
{
    /// <summary>Seconds after which a run is ended as failed.</summary>
    public int Timeout { get; init; } = 900;

    /// <summary>How often a run that failed, or whose server ended under it, begins again.</summary>
    public int Retries { get; init; }

    /// <summary>Seconds between a failure and the next attempt.</summary>
    public int RetryDelay { get; init; } = 30;

    /// <summary>Whether several runs of the job may be under way at once.</summary>
    public bool Parallel { get; init; }
}
