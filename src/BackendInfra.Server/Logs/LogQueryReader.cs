using System.Globalization;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Logs;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest;

namespace BackendInfra.Server.Logs;

/// <summary>Reads the parameters of <c>/scriptlog</c>. Those that it does not know count for nothing, as in Parse Server.</summary>
internal static class LogQueryReader
{
    /// <summary>Greatest number of lines at once; larger ones are cut silently.</summary>
    private const int MaxSize = 1_000;

    private const int DefaultDays = 7;

    /// <param name="now">Without <c>from</c>, lines of the last seven days are meant.</param>
    /// <exception cref="ParseException">102 a level, a number or an order that is none; 107 a date that is none.</exception>
    public static AppLogQuery Read(RestParameters parameters, DateTimeOffset now)
    {
        var query = new AppLogQuery { From = now.AddDays(-DefaultDays) };
        int? size = null, n = null;
        foreach (var parameter in parameters)
        {
            query = parameter.Name switch
            {
                "level" => query with { Level = Level(parameter) },
                "from" => query with { From = Date(parameter) ?? query.From },
                "until" => query with { Until = Date(parameter) },
                "order" => query with { Ascending = IsAscending(parameter) },
                "text" => query with { Text = Text(parameter) },
                "source" => query with { Source = Text(parameter) },
                "jobId" => query with { JobId = Text(parameter) },
                "after" => query with { After = Id(parameter) },
                "before" => query with { Before = Id(parameter) },
                _ => query,
            };
            if (parameter.Name == "size")
                size = parameter.WholeNumber();
            if (parameter.Name == "n")
                n = parameter.WholeNumber();
        }

        return query with { Limit = Math.Min(n ?? size ?? query.Limit, MaxSize) };
    }

    private static AppLogLevel Level(RestParameter parameter) =>
        AppLogLevels.TryParse(Plain(parameter), out var level) ? level : throw Invalid(parameter, "debug, info, warn or error");

    private static bool IsAscending(RestParameter parameter) => Plain(parameter) switch
    {
        "asc" => true,
        "desc" => false,
        _ => throw Invalid(parameter, "asc or desc"),
    };

    private static DateTimeOffset? Date(RestParameter parameter) => Text(parameter) is { } text ? IsoDate.Parse(text) : null;

    private static long Id(RestParameter parameter) =>
        long.TryParse(Plain(parameter), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw Invalid(parameter, "the id of a line");

    private static string? Text(RestParameter parameter) => Plain(parameter) is { Length: > 0 } text ? text : null;

    private static string Plain(RestParameter parameter) =>
        (parameter.Text ?? parameter.Json.ToString()) is var text && text.Contains('\0') ? throw Invalid(parameter, "a text") : text;

    private static ParseException Invalid(RestParameter parameter, string wanted) =>
        Refusals.InvalidQuery($"Invalid value for parameter {parameter.Name}: it must be {wanted}.");
}
