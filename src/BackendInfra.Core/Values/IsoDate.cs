using System.Globalization;
using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Values;

/// <summary>Dates in the one form that is stored and sent: UTC, milliseconds, fixed width, so that text order is time order.</summary>
public static class IsoDate
{
    /// <summary>Characters of the form, <c>yyyy-MM-ddTHH:mm:ss.fffZ</c>.</summary>
    public const int Length = 24;

    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads an ISO 8601 date, with or without fraction and offset; without an offset it is UTC.</summary>
    /// <exception cref="ParseException">107 when the text is no date, or lies outside the years 1 to 9999.</exception>
    public static DateTimeOffset Parse(string text)
    {
        if (text.Length is >= 10 and <= 40
            && char.IsAsciiDigit(text[0])
            && text[4] == '-'
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var instant))
        {
            // Milliseconds are what the columns keep; cutting here makes what is compared what is stored.
            return new DateTimeOffset(instant.Ticks - (instant.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        }

        throw Refusals.InvalidJson($"Invalid date: {Excerpt.Of(text)}. Use ISO 8601, such as 2024-01-31T12:00:00.000Z.");
    }

    /// <summary>Whether a text is a date in this very form.</summary>
    public static bool IsNormal(string text) =>
        text.Length == Length && DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    public static string Normalize(string text) => Format(Parse(text));
}
