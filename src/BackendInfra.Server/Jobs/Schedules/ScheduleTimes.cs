namespace BackendInfra.Server.Jobs.Schedules;

/// <summary>When a schedule runs.</summary>
/// <param name="Start">Not before; for all but cron expressions also a time at which it runs.</param>
internal abstract record ScheduleTimes(DateTimeOffset? Start)
{
    /// <summary>The first time after an instant; null: none any more.</summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);
}

/// <summary>Once, at its start.</summary>
internal sealed record OnceTimes(DateTimeOffset At) : ScheduleTimes(At)
{
    public override DateTimeOffset? Next(DateTimeOffset after) => At > after ? At : null;
}
