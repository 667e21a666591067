using System.Text;
using BackendInfra.Core.Queries;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Regular expressions of clients (JavaScript and PCRE habits) as PostgreSQL's advanced ones.</summary>
internal static class RegexPattern
{
    /// <summary>
    /// Prefixes the pattern with PostgreSQL's embedded options. As in JavaScript, <c>^ $</c> match at line ends only with
    /// <c>m</c>, and the dot stops at line ends unless <c>s</c>. The dot is spelled out for that: PostgreSQL's options would
    /// keep line ends out of <c>[^a]</c>, too.
    /// </summary>
    public static string ToPostgres(string pattern, string options)
    {
        var prefix = new StringBuilder("(?").Append(options.Contains('m') ? 'w' : 's');
        if (options.Contains('i'))
            prefix.Append('i');
        if (options.Contains('x'))
            prefix.Append('x');

        var text = RegexText.Unquote(pattern);
        return prefix.Append(')').Append(options.Contains('s') ? text : RegexText.ReplaceSpecial(text, '.', @"[^\n]")).ToString();
    }
}
