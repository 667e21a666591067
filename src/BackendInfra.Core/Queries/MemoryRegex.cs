using System.Text.RegularExpressions;
using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Queries;

/// <summary>Clients' regular expressions in .NET, in time that is linear in the text (rule 19).</summary>
internal static class MemoryRegex
{
    /// <param name="options">Of <c>i m s x u</c>, checked.</param>
    /// <exception cref="ParseException">102 for an expression that is malformed, or that linear time does not allow.</exception>
    public static Regex Compile(string pattern, string options)
    {
        var flags = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        foreach (var option in options)
        {
            flags |= option switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                's' => RegexOptions.Singleline,
                'x' => RegexOptions.IgnorePatternWhitespace,
                _ => RegexOptions.None,
            };
        }

        try
        {
            var text = RegexText.Unquote(pattern);

            // .NET's $ also matches before a line end that is the text's last character.
            return new Regex(options.Contains('m') ? text : RegexText.ReplaceSpecial(text, '$', @"\z"), flags);
        }
        catch (ArgumentException exception)
        {
            throw new ParseException(ErrorCode.InvalidQuery, "Invalid regular expression.", exception);
        }
        catch (NotSupportedException exception)
        {
            throw new ParseException(ErrorCode.InvalidQuery, "A live query's regular expression cannot have look-around, back references or atomic groups.", exception);
        }
    }
}
