using System.Text.RegularExpressions;

namespace BackendInfra.Server.Http;

/// <summary>What an SDK of a version can do.</summary>
internal static partial class ClientSdk
{
    private static readonly Version ForwardsDelete = new(1, 9);

    /// <summary>Whether answers may hold <c>{"__op":"Delete"}</c>: to clients that are no SDK, and to the JavaScript SDK from 1.9 on.</summary>
    public static bool SupportsDelete(string? clientVersion) =>
        clientVersion is null || Pattern().Match(clientVersion) is not { Success: true } match
        || (match.Groups[1].Value == "js" && Version.TryParse(match.Groups[2].Value, out var version) && version >= ForwardsDelete);

    [GeneratedRegex("^([-a-zA-Z]+)([0-9]{1,4}\\.[0-9]{1,4})", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
