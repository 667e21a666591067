using System.Collections.Immutable;

namespace BackendInfra.Core.Apps;

/// <summary>How often callers may use a route (Parse Server's <c>rateLimit</c>). Parts of a batch and GraphQL's root fields count, too.</summary>
public sealed record RateLimitOptions
{
    /// <summary>Below the mount: <c>/login</c>, <c>/functions/*</c>, <c>/classes/:className</c>, <c>*</c>.</summary>
    public string RequestPath { get; init; } = "";

    /// <summary>The methods that count, after a method override; empty: all.</summary>
    public ImmutableArray<string> RequestMethods { get; init; } = [];

    /// <summary>Milliseconds after which the count begins anew.</summary>
    public int RequestTimeWindow { get; init; }

    /// <summary>How many requests there may be in that time.</summary>
    public int RequestCount { get; init; }

    /// <summary>In the place of <see cref="RequestCount"/>: how much GraphQL operations may cost together in that time.</summary>
    public int? RequestCost { get; init; }

    /// <summary>What a caller is told who has too many.</summary>
    public string? ErrorResponseMessage { get; init; }

    /// <summary>Whether requests with a master key count.</summary>
    public bool IncludeMasterKey { get; init; }

    /// <summary>Taken for compatibility: the server makes no requests to itself.</summary>
    public bool IncludeInternalRequests { get; init; }

    /// <summary>Who shares a count.</summary>
    public RateLimitZone Zone { get; init; } = RateLimitZone.Ip;
}
