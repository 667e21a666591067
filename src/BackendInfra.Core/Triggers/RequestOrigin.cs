using System.Collections.Immutable;
using System.Net;

namespace BackendInfra.Core.Triggers;

/// <summary>What triggers and functions are told of the request behind them.</summary>
public sealed record RequestOrigin
{
    /// <summary>How deep triggers may call each other.</summary>
    public const int MaxDepth = 8;

    /// <summary>The server itself, or a front end that tells nothing.</summary>
    public static readonly RequestOrigin None = new();

    public string? InstallationId { get; init; }

    /// <summary>The caller's session token; null without a session.</summary>
    public string? SessionToken { get; init; }

    public IPAddress? Address { get; init; }

    /// <summary>Gives the request's headers by lower-case name, without those that hold keys, tokens and cookies. Few requests need them.</summary>
    public Func<IReadOnlyDictionary<string, string>> Headers { get; init; } = () => ImmutableDictionary<string, string>.Empty;

    /// <summary>The JSON object that the client sent along for triggers.</summary>
    public string Context { get; init; } = "{}";

    /// <summary>What stands before the names of own files to make their URLs.</summary>
    public string FilesUrl { get; init; } = "";

    /// <summary>The id under which logs tell of the request; null outside of one.</summary>
    public string? RequestId { get; init; }

    /// <summary>How many triggers and functions are at work around this request.</summary>
    public int Depth { get; init; }

    /// <summary>The same for work that outlives the request.</summary>
    public RequestOrigin Kept()
    {
        var headers = Headers();
        return this with { Headers = () => headers };
    }
}
