using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Apps;

/// <summary>Which requests are run once only, however often they arrive (Parse Server's <c>idempotencyOptions</c>). Off without paths.</summary>
public sealed record IdempotencyOptions
{
    private const int MaxPaths = 100;
    private const int MaxLength = 200;
    private const int MaxTtl = 86_400;

    private static readonly ConditionalWeakTable<IdempotencyOptions, Regex[]> Compiled = [];

    /// <summary>Regular expressions over paths such as <c>classes/Order</c>, each meant from the path's beginning.</summary>
    public ImmutableArray<string> Paths { get; init; } = [];

    /// <summary>Seconds for which a request's id is remembered: 1 to 86,400.</summary>
    public int Ttl { get; init; } = 300;

    /// <summary>Whether requests to a path are run once only.</summary>
    /// <param name="path">Without slashes around it.</param>
    public bool Covers(string path) => !Paths.IsEmpty && Compiled.GetValue(this, Compile).Any(pattern => pattern.IsMatch(path));

    /// <exception cref="ParseException">107, naming the option.</exception>
    internal void Require()
    {
        if (Ttl is < 1 or > MaxTtl)
            throw Refusals.InvalidJson($"The option idempotencyOptions.ttl must be 1 to {MaxTtl} seconds.");
        if (Paths.Length > MaxPaths || Paths.Any(path => !IsPattern(path)))
            throw Refusals.InvalidJson($"The option idempotencyOptions.paths must hold at most {MaxPaths} regular expressions of at most {MaxLength} characters, without lookarounds and backreferences.");
    }

    private static bool IsPattern(string path)
    {
        try
        {
            return path is { Length: <= MaxLength } && Compile(path) is not null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static Regex[] Compile(IdempotencyOptions options) => [.. options.Paths.Select(Compile)];

    /// <summary>Linear in the path's length, whatever the operator wrote.</summary>
    private static Regex Compile(string path) => new($"^(?:{(path.StartsWith('^') ? path[1..] : path)})", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
