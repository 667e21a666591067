using System.Globalization;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest.Where;

/// <summary>Times such as <c>now</c>, <c>3 days ago</c>, <c>in 2 hrs 15 minutes</c>.</summary>
internal static class RelativeTime
{
    private const double Day = 86_400;

    /// <exception cref="ParseException">107 when the text is none, or leaves the calendar.</exception>
    public static DateTimeOffset Parse(string text, DateTimeOffset now)
    {
        var words = text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["now"])
            return now;

        var (pairs, sign) = words switch
        {
            ["in", .., "ago"] => throw Invalid(text, "Time cannot have both 'in' and 'ago'"),
            ["in", .. var rest] => (rest, 1),
            [.. var rest, "ago"] => (rest, -1),
            _ => throw Invalid(text, "Time should either start with 'in' or end with 'ago'"),
        };
        if (pairs.Length == 0 || pairs.Length % 2 != 0)
            throw Invalid(text, "Invalid time string. Dangling unit or number.");

        var seconds = 0d;
        for (var i = 0; i < pairs.Length; i += 2)
        {
            seconds += int.TryParse(pairs[i], NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
                ? amount * UnitSeconds(pairs[i + 1], text)
                : throw Invalid(text, $"'{Excerpt.Of(pairs[i])}' is not an integer.");
        }

        var limit = (sign > 0 ? DateTimeOffset.MaxValue - now : now - DateTimeOffset.MinValue).TotalSeconds;
        return seconds < limit ? now.AddSeconds(sign * seconds) : throw Invalid(text, "It lies outside the years 1 to 9999.");
    }

    private static double UnitSeconds(string unit, string text) => unit switch
    {
        "yr" or "yrs" or "year" or "years" => 365 * Day,
        "wk" or "wks" or "week" or "weeks" => 7 * Day,
        "d" or "day" or "days" => Day,
        "hr" or "hrs" or "hour" or "hours" => 3600,
        "min" or "mins" or "minute" or "minutes" => 60,
        "sec" or "secs" or "second" or "seconds" => 1,
        _ => throw Invalid(text, $"Invalid interval: '{Excerpt.Of(unit)}'"),
    };

    private static ParseException Invalid(string text, string why) =>
        Refusals.InvalidJson($"bad $relativeTime ({Excerpt.Of(text)}) value. {why}");
}
