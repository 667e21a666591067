using System.Text;

namespace BackendInfra.Core.Queries;

/// <summary>What both engines that run clients' regular expressions have to change about them.</summary>
public static class RegexText
{
    /// <summary>Turns <c>\Q…\E</c>, which SDKs send for startsWith, endsWith and contains, into escaped characters.</summary>
    public static string Unquote(string pattern)
    {
        if (!pattern.Contains(@"\Q", StringComparison.Ordinal))
            return pattern;

        var result = new StringBuilder();
        var position = 0;
        while (NextQuote(pattern, position) is var start and >= 0)
        {
            result.Append(pattern, position, start - position);
            var end = pattern.IndexOf(@"\E", start + 2, StringComparison.Ordinal);
            var quoted = pattern.AsSpan(start + 2, (end < 0 ? pattern.Length : end) - start - 2);
            foreach (var c in quoted)
            {
                if (char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && c is not '_')
                    result.Append('\\');
                result.Append(c);
            }

            position = end < 0 ? pattern.Length : end + 2;
        }

        return result.Append(pattern, position, pattern.Length - position).ToString();
    }

    /// <summary>Replaces a character wherever it is no escaped one and stands outside of brackets, so where it has its special meaning.</summary>
    public static string ReplaceSpecial(string pattern, char special, string replacement)
    {
        if (!pattern.Contains(special))
            return pattern;

        var result = new StringBuilder();
        var bracket = -1;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                result.Append(c).Append(pattern[++i]);
                continue;
            }

            if (bracket >= 0 && c == '[' && pattern.AsSpan(i).StartsWith("[:") && pattern.IndexOf(":]", i + 2, StringComparison.Ordinal) is var end and > 0)
            {
                result.Append(pattern, i, end + 2 - i);
                i = end + 1;
                continue;
            }

            // A bracket right after the opening one, or after its ^, is a member.
            if (bracket >= 0 && c == ']' && i > bracket + (pattern[bracket + 1] == '^' ? 2 : 1))
                bracket = -1;
            else if (bracket < 0 && c == '[')
                bracket = i;

            if (c == special && bracket < 0)
                result.Append(replacement);
            else
                result.Append(c);
        }

        return result.ToString();
    }

    /// <summary>The next <c>\Q</c> whose backslash is not itself escaped.</summary>
    private static int NextQuote(string pattern, int position)
    {
        for (var i = position; i + 1 < pattern.Length; i++)
        {
            if (pattern[i] != '\\')
                continue;
            if (pattern[i + 1] == 'Q')
                return i;
            i++;
        }

        return -1;
    }
}
