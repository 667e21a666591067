using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Jobs.Schedules;
using Xunit;

namespace BackendInfra.Server.Tests.Jobs;

/// <summary>When schedules are due. 2027-03-01 is a Monday.</summary>
public sealed class ScheduleTimesTests
{
    [Theory]
    // Once.
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z"}""", "2027-03-01T07:00:00.000Z", "2027-03-01T08:00:00.000Z")]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z"}""", "2027-03-01T08:00:00.000Z", null)]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":0,"timeOfDay":"12:00:00.000Z"}""", "2027-03-01T09:00:00.000Z", null)]
    // Daily at a time of day, the dashboard's "daily".
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":1440,"timeOfDay":"12:30:00.000Z"}""", "2027-03-01T08:00:00.000Z", "2027-03-01T12:30:00.000Z")]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":1440,"timeOfDay":"12:30:00.000Z"}""", "2027-03-01T12:30:00.000Z", "2027-03-02T12:30:00.000Z")]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":1440,"timeOfDay":"07:00:00.000Z"}""", "2027-03-01T08:00:00.000Z", "2027-03-02T07:00:00.000Z")]
    // On an interval after a time of day; each day begins anew.
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":50,"timeOfDay":"22:00:00.000Z"}""", "2027-03-01T22:00:00.000Z", "2027-03-01T22:50:00.000Z")]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":50,"timeOfDay":"22:00:00.000Z"}""", "2027-03-01T23:40:00.000Z", "2027-03-02T22:00:00.000Z")]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":50,"timeOfDay":"22:00:00.000Z"}""", "2027-03-01T22:00:01.000Z", "2027-03-01T22:50:00.000Z")]
    // Only on some days: Sunday first.
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":1440,"timeOfDay":"12:00","daysOfWeek":[1,0,0,0,0,0,0]}""", "2027-03-01T09:00:00.000Z", "2027-03-07T12:00:00.000Z")]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":1440,"timeOfDay":"07:00","daysOfWeek":[0,1,0,0,0,0,0]}""", "2027-03-01T09:00:00.000Z", "2027-03-08T07:00:00.000Z")]
    // Counted from the start.
    [InlineData("""{"startAfter":"2027-03-01T08:00:07.000Z","repeatMinutes":45}""", "2027-03-01T23:30:00.000Z", "2027-03-01T23:45:07.000Z")]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":60,"daysOfWeek":["0","0","0","1","0","0","0"]}""", "2027-03-01T09:00:00.000Z", "2027-03-03T00:00:00.000Z")]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":2880,"timeOfDay":"07:00"}""", "2027-03-02T07:00:00.000Z", "2027-03-04T07:00:00.000Z")]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":10080,"daysOfWeek":[1,0,0,0,0,0,0]}""", "2027-03-01T08:00:00.000Z", null)]
    // Cron, in UTC and elsewhere, with seconds, and no earlier than the start.
    [InlineData("""{"cron":"*/15 9-17 * * MON-FRI"}""", "2027-03-05T17:45:00.000Z", "2027-03-08T09:00:00.000Z")]
    [InlineData("""{"cron":"0 9 * * *","timeZone":"America/New_York"}""", "2027-03-01T00:00:00.000Z", "2027-03-01T14:00:00.000Z")]
    [InlineData("""{"cron":"0 9 * * *","timeZone":"America/New_York"}""", "2027-03-14T00:00:00.000Z", "2027-03-14T13:00:00.000Z")]
    [InlineData("""{"cron":"*/10 * * * * *"}""", "2027-03-01T00:00:01.000Z", "2027-03-01T00:00:10.000Z")]
    [InlineData("""{"cron":"0 * * * *","startAfter":"2027-03-01T08:00:00.000Z"}""", "2027-03-01T01:00:00.000Z", "2027-03-01T08:00:00.000Z")]
    // The clocks of Berlin are put forward on 2027-03-28 at 2, and back on 2027-10-31 at 3.
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":1440,"timeOfDay":"02:30","timeZone":"Europe/Berlin"}""", "2027-03-27T12:00:00.000Z", "2027-03-28T01:30:00.000Z")]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":1440,"timeOfDay":"02:30","timeZone":"Europe/Berlin"}""", "2027-10-30T12:00:00.000Z", "2027-10-31T00:30:00.000Z")]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":1440,"timeOfDay":"02:30","timeZone":"Europe/Berlin"}""", "2027-10-31T00:30:00.000Z", "2027-11-01T01:30:00.000Z")]
    [InlineData("""{"cron":"30 2 * * *","timeZone":"Europe/Berlin"}""", "2027-03-27T12:00:00.000Z", "2027-03-28T01:00:00.000Z")]
    [InlineData("""{"cron":"30 2 * * *","timeZone":"Europe/Berlin"}""", "2027-10-31T00:30:00.000Z", "2027-11-01T01:30:00.000Z")]
    public void A_schedule_is_due_next(string fields, string after, string? expected) =>
        Assert.Equal(expected, Read(fields).Next(IsoDate.Parse(after)) is { } next ? IsoDate.Format(next) : null);

    [Theory]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":60}""", "2027-03-01T08:00:00.000Z")]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","repeatMinutes":60,"lastRun":1803893700000}""", "2027-03-01T13:00:00.000Z")]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z"}""", "2027-03-01T08:00:00.000Z")]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","lastRun":1803893700000}""", null)]
    [InlineData("""{"startAfter":"2027-03-01T08:00:00.000Z","enabled":false}""", null)]
    [InlineData("""{"cron":"0 0 * * *","startAfter":"2027-03-01T08:00:00.000Z"}""", "2027-03-02T00:00:00.000Z")]
    public void A_schedule_that_was_made_or_changed_is_due_first(string fields, string? expected) =>
        Assert.Equal(expected, Read(fields).First(IsoDate.Parse("2027-03-01T12:30:00.000Z")) is { } first ? IsoDate.Format(first) : null);

    [Theory]
    [InlineData("""{}""", "startAfter")]
    [InlineData("""{"startAfter":"soon"}""", "Invalid date")]
    [InlineData("""{"startAfter":5}""", "startAfter")]
    [InlineData("""{"startAfter":"2027-03-01","repeatMinutes":-1}""", "repeatMinutes")]
    [InlineData("""{"startAfter":"2027-03-01","repeatMinutes":1.5}""", "repeatMinutes")]
    [InlineData("""{"startAfter":"2027-03-01","repeatMinutes":"15"}""", "repeatMinutes")]
    [InlineData("""{"startAfter":"2027-03-01","repeatMinutes":15,"timeOfDay":"25:00:00.000Z"}""", "timeOfDay")]
    [InlineData("""{"startAfter":"2027-03-01","daysOfWeek":[1,1]}""", "daysOfWeek")]
    [InlineData("""{"startAfter":"2027-03-01","daysOfWeek":[0,0,0,0,0,0,0]}""", "daysOfWeek")]
    [InlineData("""{"startAfter":"2027-03-01","daysOfWeek":[1,1,1,1,1,1,2]}""", "daysOfWeek")]
    [InlineData("""{"cron":"every day"}""", "cron")]
    [InlineData("""{"cron":"61 * * * *"}""", "cron")]
    [InlineData("""{"cron":"* * * * *","repeatMinutes":5}""", "cron")]
    [InlineData("""{"cron":"* * * * *","timeZone":"Moon/Tycho"}""", "timeZone")]
    [InlineData("""{"cron":"* * * * *","missedRuns":"all"}""", "missedRuns")]
    [InlineData("""{"cron":"* * * * *","enabled":"yes"}""", "enabled")]
    [InlineData("""{"cron":"* * * * *","params":"[1]"}""", "params")]
    [InlineData("""{"cron":"* * * * *","params":"{"}""", "params")]
    [InlineData("""{"cron":"* * * * *","policy":{"speed":1}}""", "policy")]
    [InlineData("""{"cron":"* * * * *","policy":{"timeout":0}}""", "policy.timeout")]
    [InlineData("""{"cron":"* * * * *","policy":{"retries":-1}}""", "policy.retries")]
    public void What_cannot_be_meant_is_refused_by_its_name(string fields, string name)
    {
        var refusal = Assert.Throws<ParseException>(() => Read(fields));
        Assert.Equal(ErrorCode.InvalidJson, refusal.Code);
        Assert.StartsWith(name, refusal.Message, StringComparison.Ordinal);
    }

    private static JobSchedule Read(string fields) => ScheduleReader.Read(fields == "{}" ? """{"jobName":"j"}""" : $$"""{"jobName":"j",{{fields[1..]}}""");
}
