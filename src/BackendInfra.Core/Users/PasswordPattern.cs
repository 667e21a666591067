using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace BackendInfra.Core.Users;

/// <summary>Matches passwords against an owner's regular expression, in bounded time whatever it is (rule 19).</summary>
internal static class PasswordPattern
{
    private static readonly TimeSpan TimeOut = TimeSpan.FromMilliseconds(100);

    /// <summary>As many as there are patterns in apps' options.</summary>
    private static readonly ConcurrentDictionary<string, Regex> Compiled = new(StringComparer.Ordinal);

    public static bool IsValid(string pattern)
    {
        try
        {
            Of(pattern);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether a password matches; one that takes too long to tell does not.</summary>
    public static bool IsMatch(string pattern, string password)
    {
        try
        {
            return Of(pattern).IsMatch(password);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static Regex Of(string pattern) => Compiled.GetOrAdd(pattern, Compile);

    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeOut);
        }
        catch (NotSupportedException)
        {
            // Look-aheads, which most password rules are made of, need the engine that backtracks: there the time ends it.
            return new Regex(pattern, RegexOptions.CultureInvariant, TimeOut);
        }
    }
}
