using System.Text;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Regular expressions of clients (JavaScript and PCRE habits) as PostgreSQL's advanced ones.</summary>
internal static class RegexPattern
{
    /// <summary>
    /// Prefixes the pattern with PostgreSQL's embedded options. In JavaScript the dot stops at line ends unless <c>s</c>,
    /// and <c>^ $</c> match at line ends only with <c>m</c>; PostgreSQL names the four combinations p, s, n and w.
    /// </summary>
    public static string ToPostgres(string pattern, string options)
    {
        var lines = (options.Contains('m'), options.Contains('s')) switch
        {
            (false, false) => 'p',
            (false, true) => 's',
            (true, false) => 'n',
            (true, true) => 'w',
        };
        var prefix = new StringBuilder("(?").Append(lines);
        if (options.Contains('i'))
            prefix.Append('i');
        if (options.Contains('x'))
            prefix.Append('x');
        return prefix.Append(')').Append(Unquote(pattern)).ToString();
    }

    /// <summary>Turns <c>\Q…\E</c>, which SDKs send for startsWith and contains, into escaped characters.</summary>
    private static string Unquote(string pattern)
    {
        if (!pattern.Contains(@"\Q", StringComparison.Ordinal))
            return pattern;

        var result = new StringBuilder();
        var position = 0;
        while (pattern.IndexOf(@"\Q", position, StringComparison.Ordinal) is var start and >= 0)
        {
            result.Append(pattern, position, start - position);
            var end = pattern.IndexOf(@"\E", start + 2, StringComparison.Ordinal);
            var quoted = pattern.AsSpan(start + 2, (end < 0 ? pattern.Length : end) - start - 2);
            foreach (var c in quoted)
            {
                if (char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c))
                    result.Append('\\');
                result.Append(c);
            }

            position = end < 0 ? pattern.Length : end + 2;
        }

        return result.Append(pattern, position, pattern.Length - position).ToString();
    }
}
