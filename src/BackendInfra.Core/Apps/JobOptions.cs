using System.Collections.Immutable;
using BackendInfra.Core.Jobs;

namespace BackendInfra.Core.Apps;

/// <summary>How an app's jobs are run, and what is kept of them.</summary>
public sealed record JobOptions
{
    /// <summary>Of every job.</summary>
    public JobPolicy Policy { get; init; } = new();

    /// <summary>What single jobs have otherwise, by their names.</summary>
    public ImmutableSortedDictionary<string, JobPolicyChanges> Named { get; init; } = ImmutableSortedDictionary.Create<string, JobPolicyChanges>(StringComparer.Ordinal);

    /// <summary>Days for which finished runs are kept.</summary>
    public int HistoryDays { get; init; } = 30;

    /// <summary>How many finished runs are kept.</summary>
    public int HistoryRuns { get; init; } = 10_000;

    public JobPolicy Of(string job) => Named.TryGetValue(job, out var changes) ? changes.ApplyTo(Policy) : Policy;

    /// <exception cref="Errors.ParseException">107, naming the option.</exception>
    internal void Require()
    {
        JobPolicyRules.Require(Policy, "The option jobs.policy.");
        foreach (var (name, _) in Named)
            JobPolicyRules.Require(Of(name), $"The option jobs.named.{Values.Excerpt.Of(name)}.");
        if (HistoryDays is not (> 0 and <= 36_500))
            throw Errors.Refusals.InvalidJson("The option jobs.historyDays must be a number of days.");
        if (HistoryRuns is not (> 0 and <= 1_000_000))
            throw Errors.Refusals.InvalidJson("The option jobs.historyRuns must be 1 to 1000000.");
    }
}
