using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Values;
using Cronos;

namespace BackendInfra.Server.Jobs.Schedules;

/// <summary>Reads and checks the fields of a schedule, in the form in which they are stored.</summary>
internal static class ScheduleReader
{
    private const int MaxMinutes = 366 * 24 * 60;

    private static readonly JsonSerializerOptions PolicyJson = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
    };

    /// <exception cref="ParseException">107, naming the field.</exception>
    public static JobSchedule Read(string fields)
    {
        using var document = ParseJson.ParseDocument(Encoding.UTF8.GetBytes(fields));
        return Read(document.RootElement);
    }

    /// <inheritdoc cref="Read(string)"/>
    public static JobSchedule Read(JsonElement fields)
    {
        var policy = Policy(fields);
        JobPolicyRules.Require(policy.ApplyTo(new JobPolicy()), "policy.");
        return new JobSchedule(
            Text(fields, JobScheduleClass.JobName) is { Length: > 0 } job ? job : throw Invalid(JobScheduleClass.JobName, "the name of a job"),
            Parameters(fields),
            Times(fields))
        {
            IsEnabled = Flag(fields, JobScheduleClass.Enabled) ?? true,
            MakesUp = Text(fields, JobScheduleClass.MissedRuns) switch
            {
                null or "once" => true,
                "skip" => false,
                _ => throw Invalid(JobScheduleClass.MissedRuns, "once or skip"),
            },
            Policy = policy,
            LastRun = Number(fields, JobScheduleClass.LastRun) is { } ran ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Clamp(ran, 0, 253_402_300_799_999)) : null,
        };
    }

    private static ScheduleTimes Times(JsonElement fields)
    {
        var zone = Zone(fields);
        var start = Text(fields, JobScheduleClass.StartAfter) is { } text ? IsoDate.Parse(text) : (DateTimeOffset?)null;
        var (days, time, minutes) = (Days(fields), TimeOfDay(fields), Number(fields, JobScheduleClass.RepeatMinutes) ?? 0);
        if (minutes is not (>= 0 and <= MaxMinutes) || minutes != Math.Floor(minutes))
            throw Invalid(JobScheduleClass.RepeatMinutes, $"a whole number of minutes, 0 to {MaxMinutes}");
        if (Text(fields, JobScheduleClass.Cron) is { Length: > 0 } cron)
        {
            return minutes > 0
                ? throw Invalid(JobScheduleClass.Cron, $"without {JobScheduleClass.RepeatMinutes}: a schedule has one of them")
                : new CronTimes(Expression(cron), zone, start);
        }

        if (start is null)
            throw Invalid(JobScheduleClass.StartAfter, "a date, where there is no cron");
        return minutes == 0 ? new OnceTimes(start.Value) : new RepeatedTimes(start.Value, TimeSpan.FromMinutes(minutes), time, days, zone);
    }

    private static CronExpression Expression(string cron)
    {
        var fields = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length;
        try
        {
            return CronExpression.Parse(cron, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (CronFormatException exception)
        {
            throw new ParseException(ErrorCode.InvalidJson, $"{JobScheduleClass.Cron} must be a cron expression of five fields, or six with seconds in front: {exception.Message}", exception);
        }
    }

    private static TimeZoneInfo Zone(JsonElement fields)
    {
        if (Text(fields, JobScheduleClass.TimeZone) is not { Length: > 0 } name)
            return TimeZoneInfo.Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : throw Invalid(JobScheduleClass.TimeZone, "the name of a time zone such as Europe/Berlin");
    }

    private static ImmutableArray<bool> Days(JsonElement fields)
    {
        if (Find(fields, JobScheduleClass.DaysOfWeek) is not { } json)
            return [true, true, true, true, true, true, true];
        ImmutableArray<bool> days = json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray().Select(IsDay)] : [];
        return days.Length == 7 && days.Contains(true) ? days : throw Invalid(JobScheduleClass.DaysOfWeek, "seven times 0 or 1, Sunday first, at least once 1");
    }

    private static bool IsDay(JsonElement json) => json.ToString() switch
    {
        "1" or "True" => true,
        "0" or "False" => false,
        _ => throw Invalid(JobScheduleClass.DaysOfWeek, "seven times 0 or 1, Sunday first, at least once 1"),
    };

    private static TimeOnly? TimeOfDay(JsonElement fields)
    {
        if (Text(fields, JobScheduleClass.TimeOfDay) is not { Length: > 0 } text)
            return null;
        return TimeOnly.TryParseExact(text.TrimEnd('Z'), ["HH:mm", "HH:mm:ss", "HH:mm:ss.fff"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw Invalid(JobScheduleClass.TimeOfDay, "a time such as 12:30:00.000Z");
    }

    private static string Parameters(JsonElement fields)
    {
        if (Text(fields, JobScheduleClass.Parameters) is not { } text || string.IsNullOrWhiteSpace(text))
            return "{}";
        try
        {
            using var document = ParseJson.ParseDocument(Encoding.UTF8.GetBytes(text));
            if (ParseJson.Read(document.RootElement) is ObjectValue)
                return document.RootElement.GetRawText();
        }
        catch (ParseException exception) when (exception.Code == ErrorCode.InvalidJson)
        {
            // Told below, with the field's name.
        }

        throw Invalid(JobScheduleClass.Parameters, "a text that holds a JSON object");
    }

    private static JobPolicyChanges Policy(JsonElement fields)
    {
        if (Find(fields, JobScheduleClass.Policy) is not { } json)
            return new JobPolicyChanges();
        try
        {
            return json.Deserialize<JobPolicyChanges>(PolicyJson)!;
        }
        catch (JsonException exception)
        {
            throw new ParseException(ErrorCode.InvalidJson, $"{JobScheduleClass.Policy} must be an object with timeout, retries, retryDelay (numbers) and parallel (true or false).", exception);
        }
    }

    private static string? Text(JsonElement fields, string name) => Find(fields, name) is not { } json ? null
        : json.ValueKind == JsonValueKind.String ? ParseJson.ReadText(json) : throw Invalid(name, "a text");

    private static double? Number(JsonElement fields, string name) => Find(fields, name) is not { } json ? null
        : json.ValueKind == JsonValueKind.Number ? ParseJson.ReadNumber(json) : throw Invalid(name, "a number");

    private static bool? Flag(JsonElement fields, string name) => Find(fields, name) is not { } json ? null
        : json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : throw Invalid(name, "true or false");

    private static JsonElement? Find(JsonElement fields, string name) =>
        fields.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static ParseException Invalid(string name, string wanted) => Refusals.InvalidJson($"{name} must be {wanted}.");
}
