using System.Collections.Immutable;
using BackendInfra.Core.Jobs;

namespace BackendInfra.Server.Jobs.Schedules;

/// <summary>A schedule that has been checked.</summary>
/// <param name="Parameters">A JSON object.</param>
internal sealed record JobSchedule(string Job, string Parameters, ScheduleTimes Times)
{
    public bool IsEnabled { get; init; } = true;

    /// <summary>Whether a run for which no server was there is made up for, once.</summary>
    public bool MakesUp { get; init; } = true;

    public JobPolicyChanges Policy { get; init; } = new();

    /// <summary>When it ran last; null: never.</summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>When it is due for the first time after it was made or changed; null: never.</summary>
    public DateTimeOffset? First(DateTimeOffset now) =>
        !IsEnabled ? null
        : Times.Start is { } start && (LastRun is not { } ran || ran < start) ? start
        : Times.Next(now);

    /// <summary>When it is due next; null: never.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => IsEnabled ? Times.Next(after) : null;
}
