using System.Collections.Immutable;

namespace BackendInfra.Server.Jobs.Schedules;

/// <summary>
/// At its start, and then as Parse Dashboard's form means it: on each of some days of the week, from a time of day on, every so many
/// minutes until the day ends. Without a time of day, or over more than a day, the minutes are counted from the start (or the first
/// such time after it), and only the days are heeded.
/// </summary>
/// <param name="Days">Sunday first.</param>
internal sealed record RepeatedTimes(DateTimeOffset At, TimeSpan Interval, TimeOnly? TimeOfDay, ImmutableArray<bool> Days, TimeZoneInfo Zone) : ScheduleTimes(At)
{
    private const int DaysOfWeek = 7;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        if (At > after)
            return At;
        return TimeOfDay is { } time && Interval <= Day ? NextOfDay(after, time) : NextCounted(after, TimeOfDay is { } of ? FirstAt(of) : At);
    }

    private DateTimeOffset? NextOfDay(DateTimeOffset after, TimeOnly time)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, Zone).DateTime);
        for (var date = today; date <= today.AddDays(DaysOfWeek); date = date.AddDays(1))
        {
            if (!Days[(int)date.DayOfWeek])
                continue;
            var begin = Instant(date.ToDateTime(time));
            var next = begin > after ? begin : begin + (Interval * (Math.Floor((after - begin) / Interval) + 1));
            if (next < Instant(date.AddDays(1).ToDateTime(TimeOnly.MinValue)))
                return next;
        }

        return null;
    }

    /// <summary>Intervals have whole minutes, so their times come to lie on each day of the week, or on few of them for ever: a round of all is enough.</summary>
    private DateTimeOffset? NextCounted(DateTimeOffset after, DateTimeOffset origin)
    {
        var next = origin > after ? origin : origin + (Interval * (Math.Floor((after - origin) / Interval) + 1));
        while (!Days[(int)TimeZoneInfo.ConvertTime(next, Zone).DayOfWeek])
        {
            // Straight to the end of a day that is none of them; the count goes on.
            var midnight = Instant(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(next, Zone).DateTime).AddDays(1).ToDateTime(TimeOnly.MinValue));
            next += Interval * Math.Max(1, Math.Ceiling((midnight - next) / Interval));
            if (next - after > Interval * DaysOfWeek + (Day * DaysOfWeek))
                return null;
        }

        return next;
    }

    private DateTimeOffset FirstAt(TimeOnly time)
    {
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(At, Zone).DateTime);
        var first = Instant(date.ToDateTime(time));
        return first >= At ? first : Instant(date.AddDays(1).ToDateTime(time));
    }

    /// <summary>When the zone's clock shows a time: the first of two; for one that it leaves out, as much later as it is put forward.</summary>
    private DateTimeOffset Instant(DateTime local)
    {
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max()
            : Zone.IsInvalidTime(local) ? Zone.GetUtcOffset(local - TimeSpan.FromHours(3))
            : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local - offset, TimeSpan.Zero);
    }
}
