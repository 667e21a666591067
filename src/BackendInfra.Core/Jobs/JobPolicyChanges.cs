namespace BackendInfra.Core.Jobs;

/// <summary>What one job, or one schedule, has otherwise than the rest; null: as those.</summary>
public sealed record JobPolicyChanges
{
    public int? Timeout { get; init; }

    public int? Retries { get; init; }

    public int? RetryDelay { get; init; }

    public bool? Parallel { get; init; }

    public JobPolicy ApplyTo(JobPolicy policy) => policy with
    {
        Timeout = Timeout ?? policy.Timeout,
        Retries = Retries ?? policy.Retries,
        RetryDelay = RetryDelay ?? policy.RetryDelay,
        Parallel = Parallel ?? policy.Parallel,
    };
}
