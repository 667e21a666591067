using System.Collections.Immutable;

namespace BackendInfra.Core.Apps;

/// <summary>One service that users may log in with. Only the app's owner sets these, never a client: they name whom the server calls.</summary>
public sealed record AuthProviderOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// How the service is asked: <c>oidc</c>, <c>github</c>, <c>facebook</c> or <c>http</c>. Null: as its name says
    /// (<c>google</c>, <c>apple</c> and <c>microsoft</c> are <c>oidc</c>).
    /// </summary>
    public string? Kind { get; init; }

    /// <summary>The app's id at the service: the audience of its tokens.</summary>
    public string? ClientId { get; init; }

    /// <summary>More of them, such as one for each platform.</summary>
    public ImmutableArray<string> ClientIds { get; init; } = [];

    /// <summary>The app's secret at the service, where the server needs it to ask about tokens.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>OIDC: who makes the tokens. Its keys are found by discovery unless <see cref="JwksUri"/> is set.</summary>
    public string? Issuer { get; init; }

    public string? JwksUri { get; init; }

    /// <summary>OIDC: allowed signature algorithms; the asymmetric ones when empty. Others cannot be allowed.</summary>
    public ImmutableArray<string> Algorithms { get; init; } = [];

    /// <summary>OIDC: whether a token must carry the nonce, or its SHA-256 in hexadecimal, that <c>authData</c> has beside it.</summary>
    public bool RequireNonce { get; init; }

    /// <summary>The service's address, when it is not the well-known one (<c>github</c>, <c>facebook</c>), or the one to ask (<c>http</c>).</summary>
    public string? Url { get; init; }
}
