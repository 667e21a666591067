using System.Text.RegularExpressions;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>
/// Names of time zones in the IANA list, by their form. PostgreSQL knows which of them exist; but it would also take what looks
/// like an offset in POSIX's form, whose sign is the other way round, and that is refused here.
/// </summary>
internal static partial class TimeZoneName
{
    private const int MaxLength = 64;

    /// <exception cref="ParseException">102 what cannot be a time zone.</exception>
    public static ParseValue Require(ParseValue value) => value is StringValue { Text: { Length: <= MaxLength } name } && Form().IsMatch(name)
        ? value
        : throw Refusals.InvalidQuery($"Unknown time zone: {Excerpt.Of(value is StringValue text ? text.Text : value.TypeName)}. Use a name such as Europe/Berlin, or UTC.");

    [GeneratedRegex(@"^([A-Za-z]+|Etc/GMT[+-][0-9]{1,2}|[A-Za-z_]+(-[A-Za-z_]+)*(/[A-Za-z_]+(-[A-Za-z_]+)*){1,2})\z", RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
