using Cronos;

namespace BackendInfra.Server.Jobs.Schedules;

/// <summary>As a cron expression says, by the clock of a time zone: what a change of that clock leaves out runs right after it, what comes twice runs once.</summary>
internal sealed record CronTimes(CronExpression Expression, TimeZoneInfo Zone, DateTimeOffset? NotBefore) : ScheduleTimes(Start: null)
{
    public override DateTimeOffset? Next(DateTimeOffset after) =>
        NotBefore is { } start && start > after
            ? Expression.GetNextOccurrence(start, Zone, inclusive: true)?.ToUniversalTime()
            : Expression.GetNextOccurrence(after, Zone)?.ToUniversalTime();
}
