using System.Text;
using System.Text.RegularExpressions;
using BackendInfra.Core.Apps;

namespace BackendInfra.Server.Logs;

/// <summary>Takes out of lines what must not be read in a log: keys of the app, session tokens, passwords. Also what no text column can hold.</summary>
internal static partial class LogMask
{
    public const string Mask = "********";

    /// <summary>Characters of a message; the rest is cut off.</summary>
    public const int MaxMessage = 10_000;

    public const int MaxSource = 200;

    private const string Cut = "… (truncated)";

    public static string Message(App app, string text) => Clean(app, text, MaxMessage);

    public static string Source(App app, string text) => Clean(app, text, MaxSource);

    private static string Clean(App app, string text, int limit)
    {
        // Cut first: a secret that is cut in two would not be known any more, so the margin is longer than one.
        var isLong = text.Length > limit;
        if (isLong)
            text = text[..Math.Min(text.Length, limit + 200)];
        foreach (var key in Keys(app.Keys))
            text = text.Replace(key, Mask, StringComparison.Ordinal);
        text = Passwords().Replace(Tokens().Replace(text, Mask), "$1" + Mask);
        if (text.Length > limit)
            text = text[..limit] + Cut;
        return Storable(text);
    }

    private static IEnumerable<string> Keys(AppKeys keys) =>
        new[] { keys.Master, keys.ReadOnlyMaster, keys.Maintenance, keys.Webhook, keys.Client, keys.JavaScript, keys.Rest, keys.DotNet }.Where(key => key.Length > 0);

    /// <summary>Without U+0000 and halves of surrogate pairs.</summary>
    private static string Storable(string text) =>
        text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') || text.Contains('\0')
            ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD')
            : text;

    [GeneratedRegex("r:[0-9a-fA-F]{32}", RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();

    /// <summary>The value of a member whose name ends in "password", as JSON, as JavaScript prints objects, and as forms send it.</summary>
    [GeneratedRegex("""(password\\?["']?\s?[:=]\s?)(?:\\"(?:[^"\\])*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s&,"'}\]]+)""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Passwords();
}
